using JpegReducer.Grains.Jobs;
using JpegReducer.Grains.Resilience;
using JpegReducer.Interfaces.Jobs;
using Microsoft.Extensions.Time.Testing;

namespace JpegReducer.Grains.Tests.Jobs;

public sealed class PendingWindowTests
{
    private readonly List<int> _ledger = [];
    private readonly Dictionary<int, int> _failedAttempts = [];
    private readonly FakeTimeProvider _time = new();
    private readonly Backoff _backoff = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30), random: () => 1);
    private int _reads;

    [Fact]
    public async Task Every_pending_item_is_returned_once_and_in_order()
    {
        _ledger.AddRange(Enumerable.Range(0, 1_234));
        PendingWindow window = Window();

        Assert.Equal(_ledger, await DrainAsync(window));
        Assert.Null(await window.NextAsync());
    }

    [Fact]
    public async Task Appended_items_are_returned_without_reading_the_ledger()
    {
        PendingWindow window = Window();
        _ledger.AddRange([0, 1]);

        window.Append(0, Items(2));

        Assert.Equal(0, (await window.NextAsync())!.Sequence);
        Assert.Equal(1, (await window.NextAsync())!.Sequence);
        Assert.Equal(0, _reads);
    }

    [Fact]
    public async Task Batches_that_are_appended_out_of_order_lose_and_duplicate_no_item()
    {
        PendingWindow window = Window();
        _ledger.AddRange(Enumerable.Range(0, 6));

        window.Append(3, Items(3));
        window.Append(0, Items(3));

        Assert.Equal([0, 1, 2, 3, 4, 5], await DrainAsync(window));
    }

    [Fact]
    public async Task An_item_that_is_appended_while_a_page_is_read_is_returned_once()
    {
        TaskCompletionSource<IReadOnlyList<WorkItem>> page = new();
        PendingWindow window = new((_, _) => page.Task, _backoff, _time);
        ValueTask<WorkItem?> waiting = window.NextAsync();

        window.Append(0, Items(2));
        page.SetResult([Item(0), Item(1), Item(2)]);

        Assert.Equal(0, (await waiting)!.Sequence);
        Assert.Equal(1, (await window.NextAsync())!.Sequence);
        Assert.Equal(2, (await window.NextAsync())!.Sequence);
    }

    [Fact]
    public async Task A_requeued_item_is_returned_again()
    {
        PendingWindow window = Window();
        _ledger.Add(0);
        WorkItem item = (await window.NextAsync())!;

        window.Requeue([item]);

        Assert.Equal(item, await window.NextAsync());
    }

    [Fact]
    public async Task After_a_cancel_no_item_is_returned()
    {
        PendingWindow window = Window();
        _ledger.AddRange([0, 1]);
        window.Append(0, Items(2));

        window.Defer(Item(7), TimeSpan.Zero);
        window.Clear();

        Assert.Null(await window.NextAsync());
    }

    [Fact]
    public async Task A_deferred_item_is_returned_when_it_is_due_and_not_before()
    {
        PendingWindow window = Window();
        _ledger.AddRange([0, 1]);
        WorkItem first = (await window.NextAsync())!;
        await window.NextAsync();

        window.Defer(first, TimeSpan.FromSeconds(5));

        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Null(await window.NextAsync());
        Assert.Equal(1, window.CountDeferred());
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(0, window.CountDeferred());
        Assert.Equal(first, await window.NextAsync());
    }

    [Fact]
    public async Task A_deferred_item_does_not_block_others_and_causes_no_further_reads()
    {
        PendingWindow window = Window();
        _ledger.AddRange(Enumerable.Range(0, 3));
        window.Defer((await window.NextAsync())!, TimeSpan.FromSeconds(5));

        Assert.Equal([1, 2], await DrainAsync(window));
        int reads = _reads;
        await window.NextAsync();

        Assert.Equal(reads + 1, _reads);
    }

    [Fact]
    public async Task An_item_that_failed_before_the_job_moved_is_deferred_with_its_count()
    {
        PendingWindow window = Window();
        _ledger.AddRange([0, 1, 2]);
        _failedAttempts[1] = 2;

        Assert.Equal([0, 2], await DrainAsync(window));
        _time.Advance(TimeSpan.FromSeconds(4));

        WorkItem failed = (await window.NextAsync())!;
        Assert.Equal((1, 2), (failed.Sequence, failed.FailedAttempts));
    }

    [Fact]
    public async Task A_job_whose_items_have_all_failed_defers_at_most_one_page_of_them()
    {
        PendingWindow window = Window();
        _ledger.AddRange(Enumerable.Range(0, 2_000));
        foreach (int sequence in _ledger) _failedAttempts[sequence] = 1;

        List<int> returned = await DrainAsync(window);

        Assert.Equal((1_500, 500), (returned.Count, window.CountDeferred()));
    }

    private PendingWindow Window() => new(ReadAsync, _backoff, _time);

    private static NewItem[] Items(int count) => [.. Enumerable.Repeat(Item(0), count).Select(item => new NewItem(item.Name, null, item.Source))];

    private static WorkItem Item(int sequence) => new(sequence, "a.jpg", new ItemSource.Remote("https://example.org/a.jpg"));

    private static async Task<List<int>> DrainAsync(PendingWindow window)
    {
        List<int> sequences = [];
        while (await window.NextAsync() is { } item) sequences.Add(item.Sequence);
        return sequences;
    }

    private async Task<IReadOnlyList<WorkItem>> ReadAsync(int after, int max)
    {
        _reads++;
        await Task.Yield();
        return [.. _ledger.Where(sequence => sequence > after).Order().Take(max)
            .Select(sequence => Item(sequence) with { FailedAttempts = _failedAttempts.GetValueOrDefault(sequence) })];
    }
}
