using JpegReducer.Grains.Jobs;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Tests.Jobs;

public sealed class PendingWindowTests
{
    private readonly List<int> _ledger = [];
    private int _reads;

    [Fact]
    public async Task Every_pending_item_comes_once_and_in_order()
    {
        _ledger.AddRange(Enumerable.Range(0, 1_234));
        PendingWindow window = new(ReadAsync);

        Assert.Equal(_ledger, await DrainAsync(window));
        Assert.Null(await window.NextAsync());
    }

    [Fact]
    public async Task What_was_just_appended_is_handed_out_without_asking_the_ledger()
    {
        PendingWindow window = new(ReadAsync);
        _ledger.AddRange([0, 1]);

        window.Append(0, Items(2));

        Assert.Equal(0, (await window.NextAsync())!.Sequence);
        Assert.Equal(1, (await window.NextAsync())!.Sequence);
        Assert.Equal(0, _reads);
    }

    [Fact]
    public async Task Batches_whose_answers_overtake_each_other_lose_nothing_and_double_nothing()
    {
        PendingWindow window = new(ReadAsync);
        _ledger.AddRange(Enumerable.Range(0, 6));

        window.Append(3, Items(3));
        window.Append(0, Items(3));

        Assert.Equal([0, 1, 2, 3, 4, 5], await DrainAsync(window));
    }

    [Fact]
    public async Task What_is_appended_while_a_page_is_read_comes_once()
    {
        TaskCompletionSource<IReadOnlyList<WorkItem>> page = new();
        PendingWindow window = new((_, _) => page.Task);
        ValueTask<WorkItem?> waiting = window.NextAsync();

        window.Append(0, Items(2));
        page.SetResult([Item(0), Item(1), Item(2)]);

        Assert.Equal(0, (await waiting)!.Sequence);
        Assert.Equal(1, (await window.NextAsync())!.Sequence);
        Assert.Equal(2, (await window.NextAsync())!.Sequence);
    }

    [Fact]
    public async Task What_comes_back_is_handed_out_again()
    {
        PendingWindow window = new(ReadAsync);
        _ledger.Add(0);
        WorkItem item = (await window.NextAsync())!;

        window.PutBack([item]);

        Assert.Equal(item, await window.NextAsync());
    }

    [Fact]
    public async Task After_a_cancel_nothing_is_handed_out()
    {
        PendingWindow window = new(ReadAsync);
        _ledger.AddRange([0, 1]);
        window.Append(0, Items(2));

        window.Clear();

        Assert.Null(await window.NextAsync());
    }

    private static NewItem[] Items(int count) => [.. Enumerable.Repeat(Item(0), count).Select(item => new NewItem(item.Name, null, item.Source))];

    private static WorkItem Item(int sequence) => new(sequence, "a.jpg", new ItemSource.Remote("https://example.org/a.jpg"));

    private static async Task<List<int>> DrainAsync(PendingWindow window)
    {
        List<int> sequences = [];
        while (await window.NextAsync() is { } item) sequences.Add(item.Sequence);
        return sequences;
    }

    private async Task<IReadOnlyList<WorkItem>> ReadAsync(int after, int most)
    {
        _reads++;
        await Task.Yield();
        return [.. _ledger.Where(sequence => sequence > after).Order().Take(most).Select(Item)];
    }
}
