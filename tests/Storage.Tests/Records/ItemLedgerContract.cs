using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Interfaces.Records;
using JpegReducer.Storage.Records;
using static JpegReducer.Storage.Tests.Records.LedgerSamples;

namespace JpegReducer.Storage.Tests.Records;

/// <summary>The contract of every ledger.</summary>
public abstract class ItemLedgerContract
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
    public async Task Items_get_the_next_numbers_and_are_read_back_unchanged()
    {
        JobId id = await OpenAsync(0);
        ItemBatch[] batches = [Batch(3), Batch(2)];

        AppendedItems[] appended = [await Ledger.AppendAsync(id, batches[0], default), await Ledger.AppendAsync(id, batches[1], default)];

        Assert.Equal([(0, 3), (3, 5)], appended.Select(answer => (answer.FirstSequence, answer.Job.Totals.Items)));
        IReadOnlyList<ItemRecord> items = await Ledger.ReadItemsAsync(id, -1, 100, default);
        NewItem[] given = [.. batches[0].Items, .. batches[1].Items];
        Assert.Equal(given.Select((item, sequence) => new ItemRecord(sequence, item, new ItemResult(ItemState.Pending), null)), items);
        Assert.Equal(
            given.Select((item, sequence) => new WorkItem(sequence, item.Name, item.Source)),
            await Ledger.ReadPendingAsync(id, -1, 100, default));
    }

    [Fact]
    public async Task A_repeated_batch_gets_the_same_result_even_if_the_job_is_closed()
    {
        JobId id = await OpenAsync(1);
        ItemBatch batch = Batch(4);
        await Ledger.AppendAsync(id, batch, default);
        await Ledger.AppendAsync(id, Batch(2), default);
        LedgerJob cancelled = await Ledger.CancelAsync(id, Now, default);

        AppendedItems again = await Ledger.AppendAsync(id, batch, default);

        Assert.Equal(new AppendedItems(1, cancelled, AppendOutcome.Repeated), again);
    }

    [Fact]
    public async Task The_first_batch_is_recorded_like_any_other()
    {
        JobId id = JobId.New(Now);
        ItemBatch first = Batch(4);
        await Ledger.OpenJobAsync(id, Spec, Now, first, isComplete: false, default);

        AppendedItems again = await Ledger.AppendAsync(id, first, default);

        Assert.Equal((0, 4), (again.FirstSequence, again.Job.Totals.Items));
    }

    [Fact]
    public async Task Another_batch_under_a_known_id_is_a_conflict_and_adds_nothing_whether_the_job_is_open_or_closed()
    {
        JobId id = JobId.New(Now);
        ItemBatch first = Batch(2) with { Digest = Digest("first") }, second = Batch(3) with { Digest = Digest("second") };
        await Ledger.OpenJobAsync(id, Spec, Now, first, isComplete: false, default);
        await Ledger.AppendAsync(id, second, default);

        AppendedItems[] open =
            [await Ledger.AppendAsync(id, Batch(4) with { Id = first.Id, Digest = Digest("other") }, default),
            await Ledger.AppendAsync(id, second with { Digest = null }, default)];
        LedgerJob closed = await Ledger.CancelAsync(id, Now, default);
        AppendedItems late = await Ledger.AppendAsync(id, second with { Digest = Digest("other") }, default);

        Assert.Equal([(0, AppendOutcome.Conflict), (2, AppendOutcome.Conflict)], open.Select(answer => (answer.FirstSequence, answer.Outcome)));
        Assert.Equal(new AppendedItems(2, closed, AppendOutcome.Conflict), late);
        Assert.Equal(new AppendedItems(2, closed, AppendOutcome.Repeated), await Ledger.AppendAsync(id, second, default));
        Assert.Equal(5, (await Ledger.ReadItemsAsync(id, -1, 100, default)).Count);
    }

    [Fact]
    public async Task One_of_many_concurrent_appends_under_an_id_adds_the_batch_and_the_others_get_its_result()
    {
        JobId id = await OpenAsync(0);
        ItemBatch one = Batch(2) with { Digest = Digest("one") }, other = Batch(3) with { Id = one.Id, Digest = Digest("other") };

        AppendedItems[] answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Ledger.AppendAsync(id, i % 2 == 0 ? one : other, default)));

        Assert.Single(answers, answer => answer.Outcome is AppendOutcome.Added);
        Assert.Equal(
            (4, 5),
            (answers.Count(answer => answer.Outcome is AppendOutcome.Repeated),
            answers.Count(answer => answer.Outcome is AppendOutcome.Conflict)));
        Assert.InRange((await Ledger.FindJobAsync(id, default))!.Totals.Items, 2, 3);
    }

    [Fact]
    public async Task A_batch_is_found_by_its_id()
    {
        ItemBatch batch = Batch(2) with { Digest = Digest("first") };
        JobId id = await OpenAsync(1);
        LedgerJob job = (await Ledger.AppendAsync(id, batch, default)).Job;

        Assert.Equal(new AppendedItems(1, job, AppendOutcome.Repeated), await Ledger.FindBatchAsync(id, batch, default));
        Assert.Equal(
            new AppendedItems(1, job, AppendOutcome.Conflict),
            await Ledger.FindBatchAsync(id, batch with { Digest = Digest("other") }, default));
        Assert.Null(await Ledger.FindBatchAsync(id, Batch(1), default));
        Assert.Null(await Ledger.FindBatchAsync(JobId.New(Now), batch, default));
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
    public async Task An_unknown_or_sealed_job_accepts_no_items()
    {
        JobId id = await OpenAsync(1);
        await Ledger.SealAsync(id, Now, default);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Ledger.AppendAsync(id, Batch(1), default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Ledger.AppendAsync(JobId.New(Now), Batch(1), default));
    }

    [Fact]
    public async Task An_ending_is_read_back_as_it_was_committed()
    {
        JobId id = await OpenAsync(0);
        DateTimeOffset expiry = Now.AddHours(2);
        StoredFile Own(BlobKey key, long bytes) => new(key, bytes, Digest(key.Text), expiry);
        StoredFile fetched = Own(BlobKey.ForSource(id, 1, expiry), 2000);
        NewItem[] items =
        [
            new("a.jpg", "ref", new ItemSource.Uploaded(Own(BlobKey.ForUpload(id, expiry), 1000))),
            new("b.jpg", null, new ItemSource.Remote("https://example.org/b.jpg")),
            new("c.jpg", null, new ItemSource.Uploaded(Stored("u-c", 3000))),
            new("d.jpg", null, new ItemSource.Remote("https://example.org/d.jpg")),
            new("e.jpg", null, new ItemSource.Uploaded(Stored("u-e", 5000))),
        ];
        StoredFile Upload(int item) => ((ItemSource.Uploaded)items[item].Source).File;
        ItemResult[] results =
        [
            ItemResult.Of(
            [
                new ItemOutput(OutputNames.Main, ItemOutputState.Reduced)
                {
                    File = Own(BlobKey.ForOutput(id, 0, OutputNames.Main, expiry), 400), MediaType = "image/jpeg", Width = 4, Height = 3,
                    Score = 82.25, ScoreIsMeasured = true, Charged = true,
                },
                new ItemOutput(OutputNames.WebP, ItemOutputState.Reduced)
                {
                    File = Own(BlobKey.ForOutput(id, 0, OutputNames.WebP, expiry), 300), MediaType = "image/webp", Width = 3, Height = 4,
                    Charged = true,
                },
            ]) with
            {
                Source = Upload(0), SourceType = "image/jpeg", Width = 4, Height = 3, Timings = new ItemTimings(1.5),
                Traits = SourceTraits.ContentCredentials | SourceTraits.MotionVideo,
            },
            Reduced(fetched, Stored("elsewhere", 500)) with { SourceType = null },
            Kept(Upload(2)) with { SourceType = "image/png" },
            ItemResult.Failed("truncated", "The file ends in the middle."),
            ItemResult.Of(
            [
                new ItemOutput(
                    OutputNames.Main, ItemOutputState.Kept) { Reason = "not-smaller", Detail = "It is \"small\" <already>.",
                    File = Upload(4), MediaType = "image/gif", Width = 2, Height = 2 },
                new ItemOutput(OutputNames.WebP, ItemOutputState.Skipped) { Reason = "not-smaller" },
                new ItemOutput("other", ItemOutputState.Failed) { Reason = "engine-fault", Detail = "図" },
            ]) with { Source = Upload(4), SourceType = "image/gif", Width = 2, Height = 2 },
        ];
        await Ledger.AppendAsync(id, new ItemBatch(Guid.NewGuid(), items), default);

        LedgerJob job = await Ledger.CommitAsync(id, [.. results.Select((result, i) => new ItemEnding(i, result))], Now.AddSeconds(5), default);

        Assert.Equal(new JobTotals(5, Reduced: 2, Kept: 2, Failed: 1, Cancelled: 0, Charged: 3, BytesIn: 11_000, BytesOut: 8_900), job.Totals);
        results[2] = results[2] with { Outputs = [results[2].Main! with { MediaType = "image/png" }] }; // that of the source, if none is given
        Assert.Equal(
            results.Select((result, i) => new ItemRecord(i, items[i], result, Now.AddSeconds(5))),
            await Ledger.ReadItemsAsync(id, -1, 10, default));
        Assert.Empty(await Ledger.ReadPendingAsync(id, -1, 10, default));
    }

    [Fact]
    public async Task Failed_attempts_are_read_with_the_pending_item_and_never_become_fewer()
    {
        JobId id = await OpenAsync(3);

        await Ledger.RecordFailedAttemptsAsync(id, [new FailedAttempts(1, 2), new FailedAttempts(2, 1)], default);
        await Ledger.RecordFailedAttemptsAsync(id, [new FailedAttempts(1, 1), new FailedAttempts(2, 3)], default);

        Assert.Equal([0, 2, 3], (await Ledger.ReadPendingAsync(id, -1, 10, default)).Select(item => item.FailedAttempts));
    }

    [Fact]
    public async Task Failed_attempts_of_ended_or_unknown_items_change_nothing()
    {
        JobId id = await OpenAsync(2);
        LedgerJob ended = await Ledger.CommitAsync(id, [Ending(0)], Now, default);
        IReadOnlyList<ItemRecord> before = await Ledger.ReadItemsAsync(id, -1, 10, default);

        await Ledger.RecordFailedAttemptsAsync(id, [new FailedAttempts(0, 1), new FailedAttempts(7, 1)], default);
        await Ledger.RecordFailedAttemptsAsync(JobId.New(Now), [new FailedAttempts(0, 1)], default);

        Assert.Equal(ended, await Ledger.FindJobAsync(id, default));
        Assert.Equal(before, await Ledger.ReadItemsAsync(id, -1, 10, default));
        Assert.Equal([(1, 0)], (await Ledger.ReadPendingAsync(id, -1, 10, default)).Select(item => (item.Sequence, item.FailedAttempts)));
    }

    [Fact]
    public async Task The_first_result_of_an_item_counts_and_later_ones_change_nothing()
    {
        JobId id = await OpenAsync(2);
        ItemEnding failed = new(0, ItemResult.Failed("first", detail: null, Stored("u-0", 1000)));

        await Ledger.CommitAsync(id, [failed, Ending(0)], Now, default);
        LedgerJob job = await Ledger.CommitAsync(id, [Ending(0), Ending(7)], Now.AddHours(1), default);

        Assert.Equal(new JobTotals(2, 0, 0, Failed: 1, 0, 0, 0, 0), job.Totals);
        ItemRecord item = (await Ledger.ReadItemsAsync(id, -1, 1, default))[0];
        Assert.Equal((failed.Result, Now), (item.Result, item.EndedAt));
    }

    [Fact]
    public async Task A_commit_with_a_pending_state_is_rejected_as_a_whole()
    {
        JobId id = await OpenAsync(2);

        await Assert.ThrowsAsync<ArgumentException>(
            () => Ledger.CommitAsync(id, [Ending(0), new ItemEnding(1, new ItemResult(ItemState.Pending))], Now, default));

        Assert.Equal(0, (await Ledger.FindJobAsync(id, default))!.Totals.Ended);
        Assert.Equal(2, (await Ledger.ReadPendingAsync(id, -1, 10, default)).Count);
    }

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

    [Fact]
    public async Task Jobs_are_paged_newest_first_without_duplicates_or_gaps()
    {
        JobId[] ids = [.. Enumerable.Range(0, 25).Select(_ => JobId.New(Now))];
        foreach ((int i, JobId id) in ids.Index()) await Ledger.OpenJobAsync(id, Spec, Now.AddSeconds(i / 4), null, false, default);
        await Ledger.OpenJobAsync(JobId.New(Now), Spec with { Account = new AccountId(Guid.NewGuid()) }, Now, null, false, default);

        List<LedgerJob> read = [];
        JobCursor? cursor = null;
        while (await Ledger.ReadJobsAsync(Account, cursor, 4, default) is [.., var last] page)
        {
            read.AddRange(page);
            cursor = new JobCursor(last.CreatedAt, last.Id);
        }

        Assert.Equal(ids.ToHashSet(), read.Select(job => job.Id).ToHashSet());
        Assert.Equal(25, read.Count);
        Assert.Equal(read.Select(job => job.CreatedAt).OrderDescending(), read.Select(job => job.CreatedAt));
    }

    [Fact]
    public async Task Items_are_paged_in_order()
    {
        JobId id = await OpenAsync(10);
        await Ledger.CommitAsync(id, [Ending(1), Ending(4), Ending(5)], Now, default);

        Assert.Equal([4, 5, 6], (await Ledger.ReadItemsAsync(id, 3, 3, default)).Select(item => item.Sequence));
        Assert.Equal([6, 7], (await Ledger.ReadPendingAsync(id, 3, 2, default)).Select(item => item.Sequence));
        Assert.Empty(await Ledger.ReadItemsAsync(id, 9, 3, default));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Totals_equal_a_recount_after_random_concurrent_changes(int seed)
    {
        JobId id = await OpenAsync(0);
        ItemBatch[] batches = [.. Enumerable.Range(0, 12).Select(_ => Batch(20))];
        IEnumerable<Task> callers = Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            Random random = new((seed * 100) + caller);
            for (int i = 0; i < 40; i++)
            {
                if (random.Next(3) == 0) await Ledger.AppendAsync(id, batches[random.Next(batches.Length)], default);
                else await Ledger.CommitAsync(id, [.. Enumerable.Range(0, 6).Select(_ => RandomEnding(random))], Now, default);
            }
        }));

        await Task.WhenAll(callers);
        if (seed == 3) await Ledger.CancelAsync(id, Now, default);

        IReadOnlyList<ItemRecord> items = await Ledger.ReadItemsAsync(id, -1, 1000, default);
        Assert.Equal(Recount(items), (await Ledger.FindJobAsync(id, default))!.Totals);
        Assert.Equal(Enumerable.Range(0, items.Count), items.Select(item => item.Sequence));
        Assert.Equal(items.DistinctBy(item => item.Item.Name).Count(), items.Count);
        Assert.Equal(
            items.Where(item => item.Result.State is ItemState.Pending).Select(item => item.Sequence),
            (await Ledger.ReadPendingAsync(id, -1, 1000, default)).Select(item => item.Sequence));
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
    public async Task A_batch_and_a_commit_of_the_maximum_size_are_accepted()
    {
        JobId id = await OpenAsync(0);
        ItemEnding[] endings = [.. Enumerable.Range(0, ItemBatch.MaxItems).Select(Ending)];

        await Ledger.AppendAsync(id, Batch(ItemBatch.MaxItems), default);
        LedgerJob job = await Ledger.CommitAsync(id, endings, Now, default);

        Assert.Equal(
            new JobTotals(500, Reduced: 500, Kept: 0, Failed: 0, Cancelled: 0, Charged: 500, BytesIn: 500_000, BytesOut: 150_000), job.Totals);
        Assert.Equal(endings.Select(ending => ending.Result), (await Ledger.ReadItemsAsync(id, -1, 500, default)).Select(item => item.Result));
    }

    [Theory]
    [InlineData(0x0000)]
    [InlineData(0xD83D)] // an unpaired surrogate
    [InlineData(0x56F3)]
    public async Task Text_with_special_characters_is_accepted(int character)
    {
        string text = $"with {(char)character} in it.jpg";
        NewItem item = new(text, text, new ItemSource.Remote("https://example.org/"));
        JobId id = JobId.New(Now);
        await Ledger.OpenJobAsync(id, Spec with { Label = text }, Now, new ItemBatch(Guid.NewGuid(), [item]), isComplete: true, default);

        LedgerJob job = await Ledger.CommitAsync(
            id, [new ItemEnding(0, ItemResult.Failed("x", text))], Now, default);

        Assert.Equal(JobState.Done, job.State);
        ItemRecord read = Assert.Single(await Ledger.ReadItemsAsync(id, -1, 10, default));
        Assert.All(
            (string?[])[read.Item.Name, read.Item.ClientRef, read.Result.Detail, job.Spec.Label],
            known => Assert.Equal(Plain(text), Plain(known!)));

        static string Plain(string text) => string.Concat(text.Replace('\0', '\uFFFD').EnumerateRunes());
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

    private async Task<LedgerJob[]> UnsettledAsync()
    {
        List<LedgerJob> jobs = [];
        await foreach (LedgerJob job in Ledger.ReadUnsettledJobsAsync(default)) jobs.Add(job);
        return [.. jobs];
    }
}
