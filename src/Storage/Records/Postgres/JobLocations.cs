using System.Collections.Concurrent;
using JpegReducer.Interfaces.Ids;

namespace JpegReducer.Storage.Records.Postgres;

/// <summary>The location of a job's rows: its number, and the day of the partition.</summary>
internal readonly record struct JobLocation(long Number, DateOnly Day);

/// <summary>
/// A cache of the locations of jobs' rows, which saves a query before each change. A location is out of date if the job was deleted and
/// opened again; statements that use it compare it with the job's row.
/// </summary>
internal sealed class JobLocations
{
    private const int Max = 50_000; // 5 MB

    private readonly ConcurrentDictionary<JobId, JobLocation> _locations = new();

    public JobLocation? Find(JobId job) => _locations.TryGetValue(job, out JobLocation location) ? location : null;

    public void Keep(JobId job, JobLocation location)
    {
        if (Find(job) == location) return;
        if (_locations.Count >= Max) _locations.Clear(); // a miss is a round trip
        _locations[job] = location;
    }
}
