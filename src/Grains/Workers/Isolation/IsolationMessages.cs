using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Grains.Workers.Isolation;

/// <summary>What the isolated process is asked; the source follows.</summary>
/// <param name="SourceBytes">The length of the source.</param>
/// <param name="Options">How far the reduction may go.</param>
/// <param name="Limits">What it may cost.</param>
/// <param name="CrashOn">A fault to make on purpose (<see cref="Faults.FaultOptions.CrashOn"/>).</param>
internal sealed record IsolationRequest(long SourceBytes, ReductionOptions Options, ReductionLimits Limits, string? CrashOn);

/// <summary>What it answers: one of the three ends of a <see cref="ReductionOutcome"/>; the reduced bytes follow, or none.</summary>
internal sealed record IsolationAnswer
{
    /// <summary>The most bytes that an answer has.</summary>
    public const int MaxBytes = 64 << 10;

    public ImageInfo? Source { get; init; }

    public ImageInfo? Reduced { get; init; }

    public FidelityScore? Score { get; init; }

    public KeptReason? Kept { get; init; }

    public FailureReason? Failed { get; init; }

    public string? Detail { get; init; }

    public SourceTraits Traits { get; init; }

    public static IsolationAnswer Of(ReductionOutcome outcome)
    {
        IsolationAnswer answer = outcome switch
        {
            ReductionOutcome.Reduced reduced => new IsolationAnswer { Reduced = reduced.Info, Score = reduced.Score },
            ReductionOutcome.Kept kept => new IsolationAnswer { Kept = kept.Reason, Detail = kept.Detail },
            ReductionOutcome.Failed failed => new IsolationAnswer { Failed = failed.Reason, Detail = failed.Detail },
            _ => throw new UnreachableException(),
        };
        return answer with { Source = outcome.Source, Traits = outcome.Traits };
    }

    /// <exception cref="InvalidDataException">It is none of the three.</exception>
    public ReductionOutcome ToOutcome(ReadOnlyMemory<byte> bytes)
    {
        ReductionOutcome outcome = this switch
        {
            { Reduced: { } info } => new ReductionOutcome.Reduced(bytes, info) { Score = Score },
            { Kept: { } reason } => new ReductionOutcome.Kept(reason) { Detail = Detail },
            { Failed: { } reason } => new ReductionOutcome.Failed(reason, Detail ?? ""),
            _ => throw new InvalidDataException("The isolated process answered nothing that is known."),
        };
        return outcome with { Source = Source, Traits = Traits };
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(IsolationRequest))]
[JsonSerializable(typeof(IsolationAnswer))]
internal sealed partial class IsolationJson : JsonSerializerContext;
