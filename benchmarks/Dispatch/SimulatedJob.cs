using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Benchmarks.Dispatch;

/// <summary>A job with the counts that its grain keeps: items that wait, are leased, have ended.</summary>
internal sealed class SimulatedJob(JobId id, AccountId account, JobPriority priority, int items, double median, double openedAt)
{
    private int _leased;
    private int _ended;

    public JobId Id => id;

    public AccountId Account => account;

    public JobPriority Priority => priority;

    /// <summary>The median of its images' engine time on a fast silo, in seconds.</summary>
    public double Median => median;

    public double OpenedAt => openedAt;

    /// <summary>Reports that wait for the lock of the job's row.</summary>
    public Queue<(int Items, Action Committed, Action Responded)> Reports { get; } = new();

    /// <summary>Whether a commit holds the lock of the job's row.</summary>
    public bool IsCommitting { get; set; }

    public bool IsDone => _ended == items;

    /// <summary>Called when the reduction of an item starts, with the seconds since the job was opened.</summary>
    public Action<double>? Started { get; init; }

    /// <summary>Called when all items have ended.</summary>
    public Action? Done { get; init; }

    public JobBacklog Backlog => new(id, account, priority, items - _ended - _leased, IsDone);

    public int Lease(int max)
    {
        int leased = Math.Min(max, items - _ended - _leased);
        _leased += leased;
        return leased;
    }

    public void Reclaim(int lost) => _leased -= lost;

    public void End(int count)
    {
        _leased -= count;
        _ended += count;
        if (IsDone) Done?.Invoke();
    }
}
