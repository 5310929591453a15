using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Interfaces.Records;
using JpegReducer.Storage.Records;
using static JpegReducer.Storage.Tests.Records.LedgerSamples;

namespace JpegReducer.Storage.Tests.Records;

/// <summary>Results of items, failed attempts, and reading both.</summary>
public abstract partial class ItemLedgerContract
{
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
}
