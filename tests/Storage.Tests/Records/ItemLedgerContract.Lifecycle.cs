using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Records;
using static JpegReducer.Storage.Tests.Records.LedgerSamples;

namespace JpegReducer.Storage.Tests.Records;

/// <summary>The states of a job: sealed, closed, cancelled, settled.</summary>
public abstract partial class ItemLedgerContract
{
    [Fact]
    public async Task The_last_ending_of_a_sealed_job_closes_it()
    {
        JobId id = await OpenAsync(2);
        LedgerJob sealedJob = await Ledger.SealAsync(id, Now, default);

        LedgerJob half = await Ledger.CommitAsync(id, [Ending(1)], Now.AddSeconds(1), default);
        LedgerJob whole = await Ledger.CommitAsync(id, [Ending(0)], Now.AddSeconds(2), default);
        LedgerJob repeated = await Ledger.CommitAsync(id, [Ending(0)], Now.AddSeconds(3), default);

        Assert.Equal([JobState.Running, JobState.Running, JobState.Done], [sealedJob.State, half.State, whole.State]);
        Assert.Equal(Now.AddSeconds(2), whole.ClosedAt);
        Assert.Equal(whole, repeated);
    }

    [Fact]
    public async Task Sealing_a_job_whose_items_have_ended_closes_it()
    {
        JobId id = await OpenAsync(1);
        LedgerJob open = await Ledger.CommitAsync(id, [Ending(0)], Now, default);

        LedgerJob done = await Ledger.SealAsync(id, Now.AddSeconds(1), default);

        Assert.Equal((JobState.Open, JobState.Done, Now.AddSeconds(1)), (open.State, done.State, done.ClosedAt));
    }

    [Fact]
    public async Task Cancelling_a_job_ends_its_pending_items()
    {
        JobId id = await OpenAsync(3);
        await Ledger.CommitAsync(id, [Ending(1)], Now, default);

        LedgerJob job = await Ledger.CancelAsync(id, Now.AddSeconds(1), default);

        Assert.Equal((JobState.Cancelled, 2, 0, Now.AddSeconds(1)), (job.State, job.Totals.Cancelled, job.Totals.Pending, job.ClosedAt));
        Assert.Empty(await Ledger.ReadPendingAsync(id, -1, 10, default));
        Assert.Equal(
            [(ItemState.Cancelled, Now.AddSeconds(1)), (ItemState.Reduced, Now), (ItemState.Cancelled, Now.AddSeconds(1))],
            (await Ledger.ReadItemsAsync(id, -1, 10, default)).Select(item => (item.Result.State, item.EndedAt!.Value)));
    }

    [Fact]
    public async Task States_only_advance()
    {
        JobId cancelledId = await OpenAsync(2);
        JobId doneId = await OpenAsync(0);
        LedgerJob cancelled = await Ledger.CancelAsync(cancelledId, Now, default);
        LedgerJob done = await Ledger.SealAsync(doneId, Now, default);

        LedgerJob[] after =
        [
            await Ledger.SealAsync(cancelledId, Now.AddHours(1), default),
            await Ledger.CommitAsync(cancelledId, [Ending(0)], Now.AddHours(1), default),
            await Ledger.CancelAsync(cancelledId, Now.AddHours(1), default),
            await Ledger.SealAsync(doneId, Now.AddHours(1), default),
            await Ledger.CancelAsync(doneId, Now.AddHours(1), default),
        ];

        Assert.Equal([cancelled, cancelled, cancelled, done, done], after);
    }

    [Fact]
    public async Task Only_a_closed_job_is_settled_and_it_is_no_longer_listed_as_unsettled()
    {
        JobId[] ids = [await OpenAsync(1), await OpenAsync(1), await OpenAsync(0)];
        await Ledger.CancelAsync(ids[1], Now, default);
        await Ledger.SealAsync(ids[2], Now, default);

        foreach (JobId id in ids) await Ledger.MarkSettledAsync(id, default);
        await Ledger.MarkSettledAsync(ids[2], default);

        Assert.Equal([ids[0]], (await UnsettledAsync()).Select(job => job.Id));
        Assert.True((await Ledger.FindJobAsync(ids[1], default))!.IsSettled);
    }

    [Fact]
    public async Task All_unsettled_jobs_are_returned_oldest_first()
    {
        JobId[] ids = new JobId[600];
        for (int i = 0; i < ids.Length; i++) ids[i] = JobId.New(Now);
        await Task.WhenAll(ids.Select((id, i) => Ledger.OpenJobAsync(id, Spec, Now.AddSeconds(-i / 3), null, false, default)));

        LedgerJob[] jobs = await UnsettledAsync();

        Assert.Equal(ids.ToHashSet(), jobs.Select(job => job.Id).ToHashSet());
        Assert.Equal(600, jobs.Length);
        Assert.Equal(jobs.Select(job => job.CreatedAt).Order(), jobs.Select(job => job.CreatedAt));
    }

    private async Task<LedgerJob[]> UnsettledAsync()
    {
        List<LedgerJob> jobs = [];
        await foreach (LedgerJob job in Ledger.ReadUnsettledJobsAsync(default)) jobs.Add(job);
        return [.. jobs];
    }
}
