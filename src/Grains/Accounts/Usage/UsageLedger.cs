using JpegReducer.Interfaces.Accounts.Usage;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Accounts.Usage;

/// <summary>
/// The usage of one account: reservations and cumulative totals of its open jobs, and sums by day. Totals of a job are cumulative, so that
/// booking them twice counts once. Not thread-safe: it lives inside a grain.
/// </summary>
/// <param name="state">The state it changes.</param>
/// <param name="time">Decides on which day (UTC) usage is booked.</param>
internal sealed class UsageLedger(UsageState state, TimeProvider time)
{
    /// <summary>How many days of use are kept; a calendar month must fit.</summary>
    public const int DaysKept = 40;

    /// <summary>How many credits may be charged per calendar month (UTC); <see langword="null"/> for no limit.</summary>
    public long? MonthlyLimit
    {
        get => state.MonthlyLimit;
        set => state.MonthlyLimit = value;
    }

    /// <summary>How many times a job was removed: unchanged means that no job was removed in between.</summary>
    public int Removals { get; private set; }

    private DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    /// <summary>Whether the job has an entry: it has reserved or booked, and was not removed.</summary>
    public bool Contains(JobId job) => state.Jobs.ContainsKey(job);

    /// <summary>Reserves quota for all items of a job so far. Without a limit it only adds the job's entry, which need not be durable.</summary>
    /// <param name="job">The job.</param>
    /// <param name="items">The number of all its items so far, those that are already booked included.</param>
    /// <param name="creditsPerItem">How many credits each item can cost.</param>
    public ReserveResult Reserve(JobId job, int items, int creditsPerItem)
    {
        if (state.MonthlyLimit is not { } limit)
        {
            state.Jobs.TryAdd(job, NewEntry());
            return new ReserveResult(true, long.MaxValue);
        }

        JobUsage entry = EntryOf(job);
        long outstandingOfOthers = state.Jobs.Where(other => other.Key != job).Sum(other => (long)other.Value.Outstanding);
        long remaining = Math.Max(0, limit - MonthTotals().Charged - outstandingOfOthers);
        if ((long)(items - entry.Booked.Ended) * creditsPerItem > remaining) return new ReserveResult(false, remaining);

        state.Jobs[job] = entry with { Reserved = items, CreditsPerItem = creditsPerItem };
        return new ReserveResult(true, remaining);
    }

    /// <summary>Books what a job's totals exceed those that were booked before.</summary>
    /// <param name="job">The job.</param>
    /// <param name="totals">Its cumulative totals.</param>
    /// <param name="isFinal">Whether the rest of its reservation is released.</param>
    public void Book(JobId job, JobTotals totals, bool isFinal)
    {
        JobUsage entry = EntryOf(job);
        if (totals.Ended > entry.Booked.Ended)
        {
            UsageTotals difference = Difference(entry.Booked, totals);
            state.Total += difference;
            state.Days[Today] = state.Days.GetValueOrDefault(Today) + difference;
            while (state.Days.Count > DaysKept) state.Days.Remove(state.Days.Keys.First());
            entry = entry with { Booked = totals };
        }

        state.Jobs[job] = isFinal ? entry with { Reserved = 0 } : entry;
    }

    /// <summary>Removes a job's entry. The job must not book again: its totals would count a second time.</summary>
    public void Remove(JobId job)
    {
        state.Jobs.Remove(job);
        Removals++;
    }

    /// <summary>Removes the entries of jobs that were first seen before <paramref name="oldest"/>.</summary>
    public void RemoveOlderThan(DateTimeOffset oldest)
    {
        foreach ((JobId job, JobUsage entry) in state.Jobs.ToArray())
        {
            if (entry.Since < oldest) Remove(job);
        }
    }

    /// <summary>The usage as others see it.</summary>
    public AccountUsage ToUsage() => new(
        state.Total,
        MonthTotals(),
        [.. state.Days.Select(day => new UsageDay(day.Key, day.Value))],
        state.MonthlyLimit,
        state.Jobs.Values.Sum(job => (long)job.Outstanding));

    private static UsageTotals Difference(JobTotals before, JobTotals after) => new(
        after.Reduced - before.Reduced,
        after.Kept - before.Kept,
        after.Failed - before.Failed,
        after.Charged - before.Charged,
        after.BytesIn - before.BytesIn,
        after.BytesOut - before.BytesOut);

    private JobUsage EntryOf(JobId job) => state.Jobs.GetValueOrDefault(job) ?? NewEntry();

    private JobUsage NewEntry() => new(0, default, time.GetUtcNow());

    private UsageTotals MonthTotals()
    {
        DateOnly today = Today;
        return state.Days
            .Where(day => (day.Key.Year, day.Key.Month) == (today.Year, today.Month))
            .Aggregate(default(UsageTotals), (sum, day) => sum + day.Value);
    }
}
