using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Grains.Workers.Isolation;

/// <summary>The request to the child process; the source follows.</summary>
/// <param name="SourceBytes">The length of the source in bytes.</param>
/// <param name="Options">How far the reduction may go.</param>
/// <param name="Limits">The limits of the reduction.</param>
/// <param name="CrashOn">A fault to inject (<see cref="FaultInjection.FaultOptions.CrashOn"/>).</param>
internal sealed record IsolationRequest(long SourceBytes, ReductionOptions Options, ReductionLimits Limits, string? CrashOn);

/// <summary>
/// The response: one of the three kinds of <see cref="ReductionOutcome"/>; the reduced file follows, empty for the other two.
/// </summary>
internal sealed record IsolationResponse
{
    /// <summary>The maximum length of a response.</summary>
    public const int MaxBytes = 64 << 10;

    public ImageInfo? Source { get; init; }

    public ImageInfo? Reduced { get; init; }

    public FidelityScore? Score { get; init; }

    public KeptReason? Kept { get; init; }

    public FailureReason? Failed { get; init; }

    public string? Detail { get; init; }

    public SourceTraits Traits { get; init; }

    public static IsolationResponse Of(ReductionOutcome outcome)
    {
        IsolationResponse response = outcome switch
        {
            ReductionOutcome.Reduced reduced => new IsolationResponse { Reduced = reduced.Info, Score = reduced.Score },
            ReductionOutcome.Kept kept => new IsolationResponse { Kept = kept.Reason, Detail = kept.Detail },
            ReductionOutcome.Failed failed => new IsolationResponse { Failed = failed.Reason, Detail = failed.Detail },
            _ => throw new UnreachableException(),
        };
        return response with { Source = outcome.Source, Traits = outcome.Traits };
    }

    /// <exception cref="InvalidDataException">The response is of no known kind.</exception>
    public ReductionOutcome ToOutcome(ReadOnlyMemory<byte> bytes)
    {
        ReductionOutcome outcome = this switch
        {
            { Reduced: { } info } => new ReductionOutcome.Reduced(bytes, info) { Score = Score },
            { Kept: { } reason } => new ReductionOutcome.Kept(reason) { Detail = Detail },
            { Failed: { } reason } => new ReductionOutcome.Failed(reason, Detail ?? ""),
            _ => throw new InvalidDataException("The response of the isolated process is of no known kind."),
        };
        return outcome with { Source = Source, Traits = Traits };
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(IsolationRequest))]
[JsonSerializable(typeof(IsolationResponse))]
internal sealed partial class IsolationJson : JsonSerializerContext;
