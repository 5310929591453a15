using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Interfaces.Records;
using JpegReducer.Storage.Records;
using static JpegReducer.Storage.Tests.Records.LedgerSamples;

namespace JpegReducer.Storage.Tests.Records;

/// <summary>Adding items in batches.</summary>
public abstract partial class ItemLedgerContract
{
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
    public async Task An_unknown_or_sealed_job_accepts_no_items()
    {
        JobId id = await OpenAsync(1);
        await Ledger.SealAsync(id, Now, default);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Ledger.AppendAsync(id, Batch(1), default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Ledger.AppendAsync(JobId.New(Now), Batch(1), default));
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
}
