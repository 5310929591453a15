using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Records;
using static JpegReducer.Storage.Tests.Records.LedgerSamples;

namespace JpegReducer.Storage.Tests.Records;

/// <summary>The contract of every ledger: opening jobs, deletion, concurrency and health.</summary>
public abstract partial class ItemLedgerContract
{
    private static readonly ReductionSettings Settings = new()
    {
        Mode = ReductionMode.Glossy,
        Quality = 71,
        Metadata = MetadataPolicy.Rights,
        Baseline = true,
        Damaged = DamagedPolicy.Repair,
        Outputs = [new OutputRequest(OutputNames.Main, OutputFormat.Keep), new OutputRequest(OutputNames.WebP, OutputFormat.WebP)],
    };

    protected abstract IItemLedger Ledger { get; }

    [Fact]
    public async Task A_job_is_read_back_as_it_was_opened()
    {
        JobSpec spec = new(Account, JobPriority.Bulk, Settings, "Ümläute & 図");
        JobId id = JobId.New(Now);

        LedgerJob opened = (await Ledger.OpenJobAsync(id, spec, Now, first: null, isComplete: false, default)).Job;

        Assert.Equal(new LedgerJob(id, spec, JobState.Open, default, Now, null, IsSettled: false), opened);
        Assert.Equal(opened, await Ledger.FindJobAsync(id, default));
    }

    [Fact]
    public async Task A_job_that_was_never_opened_is_null() => Assert.Null(await Ledger.FindJobAsync(JobId.New(Now), default));

    [Fact]
    public async Task Opening_a_job_twice_changes_nothing()
    {
        JobId id = JobId.New(Now);
        LedgerJob first = (await Ledger.OpenJobAsync(id, Spec, Now, Batch(3), isComplete: false, default)).Job;

        LedgerJob second = (await Ledger.OpenJobAsync(id, Spec with { Label = "other" }, Now.AddDays(1), Batch(5), isComplete: true, default)).Job;

        Assert.Equal(first, second);
        Assert.Equal(3, (await Ledger.ReadItemsAsync(id, -1, 100, default)).Count);
    }

    [Theory]
    [InlineData(0, false, JobState.Open)]
    [InlineData(2, false, JobState.Open)]
    [InlineData(0, true, JobState.Done)]
    [InlineData(2, true, JobState.Running)]
    public async Task The_first_items_determine_the_state_of_an_opened_job(int items, bool isComplete, JobState state)
    {
        LedgerJob job = (await Ledger.OpenJobAsync(JobId.New(Now), Spec, Now, items == 0 ? null : Batch(items), isComplete, default)).Job;

        Assert.Equal((state, items, state is JobState.Done ? Now : (DateTimeOffset?)null), (job.State, job.Totals.Items, job.ClosedAt));
    }

    [Fact]
    public async Task A_job_keeps_the_digest_of_its_request_and_only_the_first_call_opens_it()
    {
        JobId id = JobId.New(Now);
        JobSpec spec = Spec with { RequestDigest = Digest("request") };

        OpenedJob[] opened =
            [await Ledger.OpenJobAsync(id, spec, Now, Batch(1), false, default),
            await Ledger.OpenJobAsync(id, Spec with { RequestDigest = Digest("other") }, Now, null, false, default)];

        Assert.Equal([(true, spec), (false, spec)], opened.Select(answer => (answer.IsNew, answer.Job.Spec)));
        Assert.Equal(spec, (await Ledger.FindJobAsync(id, default))!.Spec);
    }

    [Fact]
    public async Task Concurrent_calls_all_complete_and_a_failed_one_does_not_affect_the_others()
    {
        JobId id = await OpenAsync(0);

        Task<AppendedItems>[] appends =
            [.. Enumerable.Range(0, 300).Select(i => Ledger.AppendAsync(i % 10 == 0 ? JobId.New(Now) : id, Batch(1), default))];
        await Task.WhenAll(appends).ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.All(appends.Index(), append => Assert.Equal(append.Index % 10 != 0, append.Item.IsCompletedSuccessfully));
        Assert.Equal(
            Enumerable.Range(0, 270),
            appends.Where(append => append.IsCompletedSuccessfully).Select(append => append.Result.FirstSequence).Order());
        Assert.Equal(270, (await Ledger.FindJobAsync(id, default))!.Totals.Items);
    }

    [Fact]
    public async Task Old_jobs_are_deleted_and_recent_ones_are_kept()
    {
        JobId old = JobId.New(Now);
        await Ledger.OpenJobAsync(old, Spec, Now.AddDays(-41), Batch(250), isComplete: false, default);
        await Ledger.AppendAsync(old, Batch(50), default);
        await Ledger.CommitAsync(old, [Ending(3), Ending(200)], Now, default);
        JobId young = await OpenAsync(5);

        int rows = 0;
        while (await Ledger.DeleteOpenedBeforeAsync(Now.AddDays(-40), 100, default) is > 0 and var deleted) rows += deleted;

        Assert.InRange(rows, 301, 303); // 300 items, their job, and perhaps its two batches
        Assert.Null(await Ledger.FindJobAsync(old, default));
        Assert.Empty(await Ledger.ReadItemsAsync(old, -1, 10, default));
        Assert.Equal(5, (await Ledger.ReadPendingAsync(young, -1, 10, default)).Count);
    }

    [Fact]
    public async Task A_deleted_job_may_be_opened_again_under_its_id()
    {
        JobId id = JobId.New(Now);
        await Ledger.OpenJobAsync(id, Spec, Now.AddDays(-41), Batch(3), isComplete: false, default);
        await Ledger.AppendAsync(id, Batch(3), default);
        while (await Ledger.DeleteOpenedBeforeAsync(Now.AddDays(-40), 100, default) > 0)
        {
        }

        await Ledger.OpenJobAsync(id, Spec, Now, Batch(1), isComplete: false, default);
        AppendedItems appended = await Ledger.AppendAsync(id, Batch(1), default);
        LedgerJob job = await Ledger.CommitAsync(id, [Ending(0), Ending(1)], Now, default);

        Assert.Equal((1, 2), (appended.FirstSequence, job.Totals.Reduced));
        Assert.Equal([0, 1], (await Ledger.ReadItemsAsync(id, -1, 10, default)).Select(item => item.Sequence));
    }

    [Fact]
    public async Task A_call_with_a_cancelled_token_throws()
    {
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Ledger.OpenJobAsync(JobId.New(Now), Spec, Now, null, false, cancelled.Token));
    }

    [Fact]
    public async Task A_healthy_ledger_passes_its_check()
    {
        await Ledger.CheckAsync(default);
        await Ledger.CheckAsync(default);
    }

    protected async Task<JobId> OpenAsync(int items)
    {
        JobId id = JobId.New(Now);
        await Ledger.OpenJobAsync(id, Spec, Now, items == 0 ? null : Batch(items), isComplete: false, default);
        return id;
    }
}
