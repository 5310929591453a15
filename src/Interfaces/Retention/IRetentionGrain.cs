using JpegReducer.Interfaces.Ids;

namespace JpegReducer.Interfaces.Retention;

/// <summary>Deletes files and records when their time has come. Key: <see cref="GrainKeys.Retention"/>.</summary>
[Alias("jr.retention")]
public interface IRetentionGrain : IGrainWithStringKey
{
    /// <summary>Makes sure that the periodic reminder is registered. A second call changes nothing.</summary>
    [Alias("start")]
    Task StartAsync();

    /// <summary>Deletes all that is due now. Works from the clock, not from what earlier sweeps did: a missed one is made up by the next.</summary>
    [Alias("sweep")]
    Task<SweepReceipt> SweepAsync();
}

/// <summary>What one sweep deleted.</summary>
/// <param name="At">When it began.</param>
/// <param name="Files">Files deleted.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Records">Job and item records deleted.</param>
[GenerateSerializer, Immutable, Alias("jr.sweep-receipt")]
public sealed record SweepReceipt(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] long Files,
    [property: Id(2)] long Bytes,
    [property: Id(3)] long Records);
