using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Benchmarks.Dispatch;

/// <summary>A job as its grain keeps it: what waits, what is leased, what has ended.</summary>
internal sealed class SimulatedJob(JobId id, AccountId account, JobPriority priority, int items, double median, double openedAt)
{
    private int _leased;
    private int _ended;

    public JobId Id => id;

    public AccountId Account => account;

    public JobPriority Priority => priority;

    /// <summary>Seconds that half of its images take less than, on a fast silo.</summary>
    public double Median => median;

    public double OpenedAt => openedAt;

    /// <summary>Reports that wait for the job's row.</summary>
    public Queue<(int Items, Action Committed, Action Answered)> Reports { get; } = new();

    /// <summary>Whether a commit holds the job's row.</summary>
    public bool IsCommitting { get; set; }

    public bool IsDone => _ended == items;

    /// <summary>Called as each of its items begins, with the seconds it waited.</summary>
    public Action<double>? Began { get; init; }

    /// <summary>Called when all have ended.</summary>
    public Action? Done { get; init; }

    public JobBacklog Ticket => new(id, account, priority, items - _ended - _leased, IsDone);

    public int Take(int max)
    {
        int given = Math.Min(max, items - _ended - _leased);
        _leased += given;
        return given;
    }

    public void TakeBack(int lost) => _leased -= lost;

    public void End(int count)
    {
        _leased -= count;
        _ended += count;
        if (IsDone) Done?.Invoke();
    }
}
