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
/// The response: one of the three kinds of <see cref="ReductionOutcome"/>. The reduced file follows, empty for the other two, and then the
/// file of each additional output, empty where there is none.
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

    public IReadOnlyList<IsolationOutput> Others { get; init; } = [];

    public static IsolationResponse Of(ReductionOutcome outcome)
    {
        IsolationResponse response = outcome switch
        {
            ReductionOutcome.Reduced reduced => new IsolationResponse { Reduced = reduced.Info, Score = reduced.Score },
            ReductionOutcome.Kept kept => new IsolationResponse { Kept = kept.Reason, Detail = kept.Detail },
            ReductionOutcome.Failed failed => new IsolationResponse { Failed = failed.Reason, Detail = failed.Detail },
            _ => throw new UnreachableException(),
        };
        return response with { Source = outcome.Source, Traits = outcome.Traits, Others = [.. outcome.Others.Select(IsolationOutput.Of)] };
    }

    /// <exception cref="InvalidDataException">The response is of no known kind.</exception>
    public ReductionOutcome ToOutcome(ReadOnlyMemory<byte> bytes, IReadOnlyList<byte[]> others)
    {
        ReductionOutcome outcome = this switch
        {
            { Reduced: { } info } => new ReductionOutcome.Reduced(bytes, info) { Score = Score },
            { Kept: { } reason } => new ReductionOutcome.Kept(reason) { Detail = Detail },
            { Failed: { } reason } => new ReductionOutcome.Failed(reason, Detail ?? ""),
            _ => throw new InvalidDataException("The response of the isolated process is of no known kind."),
        };
        outcome = outcome with { Source = Source, Traits = Traits };
        return Others.Count == 0 ? outcome : outcome with { Others = [.. Others.Zip(others, (output, file) => output.ToOutcome(file))] };
    }
}

/// <summary>An additional output in the response: one of the three kinds of <see cref="OutputOutcome"/>.</summary>
/// <param name="Name">The output's name.</param>
internal sealed record IsolationOutput(string Name)
{
    public ImageInfo? Reduced { get; init; }

    public FidelityScore? Score { get; init; }

    public SkippedReason? Skipped { get; init; }

    public FailureReason? Failed { get; init; }

    public string? Detail { get; init; }

    public static IsolationOutput Of(OutputOutcome outcome) => outcome switch
    {
        OutputOutcome.Reduced reduced => new IsolationOutput(outcome.Name) { Reduced = reduced.Info, Score = reduced.Score },
        OutputOutcome.Skipped skipped => new IsolationOutput(outcome.Name) { Skipped = skipped.Reason, Detail = skipped.Detail },
        OutputOutcome.Failed failed => new IsolationOutput(outcome.Name) { Failed = failed.Reason, Detail = failed.Detail },
        _ => throw new UnreachableException(),
    };

    /// <exception cref="InvalidDataException">The output is of no known kind.</exception>
    public OutputOutcome ToOutcome(ReadOnlyMemory<byte> bytes) => this switch
    {
        { Reduced: { } info } => new OutputOutcome.Reduced(Name, bytes, info) { Score = Score },
        { Skipped: { } reason } => new OutputOutcome.Skipped(Name, reason) { Detail = Detail },
        { Failed: { } reason } => new OutputOutcome.Failed(Name, reason, Detail ?? ""),
        _ => throw new InvalidDataException("An output of the isolated process is of no known kind."),
    };
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(IsolationRequest))]
[JsonSerializable(typeof(IsolationResponse))]
internal sealed partial class IsolationJson : JsonSerializerContext;
