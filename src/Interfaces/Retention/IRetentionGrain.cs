using JpegReducer.Interfaces.Ids;

namespace JpegReducer.Interfaces.Retention;

/// <summary>Deletes expired files and records. Key: <see cref="GrainKeys.Retention"/>.</summary>
[Alias("jr.retention")]
public interface IRetentionGrain : IGrainWithStringKey
{
    /// <summary>Registers the periodic reminder. Repeating the call changes nothing.</summary>
    [Alias("start")]
    Task StartAsync();

    /// <summary>
    /// Deletes everything that has expired. Depends on the clock only, not on earlier sweeps: the next sweep makes up for one that was
    /// missed.
    /// </summary>
    [Alias("sweep")]
    Task<SweepReceipt> SweepAsync();
}

/// <summary>The result of a sweep.</summary>
/// <param name="At">When it began.</param>
/// <param name="Files">The number of files deleted.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Records">The number of job and item records deleted.</param>
[GenerateSerializer, Immutable, Alias("jr.sweep-receipt")]
public sealed record SweepReceipt(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] long Files,
    [property: Id(2)] long Bytes,
    [property: Id(3)] long Records);
