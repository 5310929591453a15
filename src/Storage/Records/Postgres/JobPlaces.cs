using System.Collections.Concurrent;
using JpegReducer.Interfaces.Ids;

namespace JpegReducer.Storage.Records.Postgres;

/// <summary>Where a job's rows are: its number, and the day that says in which partition.</summary>
internal readonly record struct JobPlace(long Number, DateOnly Day);

/// <summary>
/// The places of the jobs that this process has to do with, so that a change need not ask first. A place may be out of date, where a job's
/// records went and it was opened anew; who uses one compares it with the job's row.
/// </summary>
internal sealed class JobPlaces
{
    private const int Max = 50_000; // 5 MB

    private readonly ConcurrentDictionary<JobId, JobPlace> _places = new();

    public JobPlace? Find(JobId job) => _places.TryGetValue(job, out JobPlace place) ? place : null;

    public void Keep(JobId job, JobPlace place)
    {
        if (Find(job) == place) return;
        if (_places.Count >= Max) _places.Clear(); // to look one up again is a round trip
        _places[job] = place;
    }
}
