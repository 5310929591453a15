using JpegReducer.Grains.Workers.Threads;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Tests.Workers.Threads;

public sealed class PriorityRuleTests
{
    private readonly PriorityRule _rule = new();

    [Fact]
    public void Interactive_is_served_before_bulk() => Assert.Equal(JobPriority.Interactive, _rule.Next(interactive: 1, bulk: 9));

    [Fact]
    public void Bulk_is_served_while_no_interactive_item_waits() => Assert.Equal(JobPriority.Bulk, _rule.Next(interactive: 0, bulk: 1));

    [Fact]
    public void Nothing_is_served_while_nothing_waits() => Assert.Null(_rule.Next(interactive: 0, bulk: 0));

    [Fact]
    public void Every_eighth_item_is_bulk_while_both_wait()
    {
        JobPriority?[] served = [.. Enumerable.Range(0, 24).Select(_ => _rule.Next(interactive: 1, bulk: 1))];

        Assert.Equal([7, 15, 23], Enumerable.Range(0, 24).Where(i => served[i] is JobPriority.Bulk));
    }

    [Fact]
    public void Interactive_items_count_against_bulk_only_while_bulk_waits()
    {
        for (int i = 0; i < 100; i++) _rule.Next(interactive: 1, bulk: 0);

        JobPriority?[] served = [.. Enumerable.Range(0, 8).Select(_ => _rule.Next(interactive: 1, bulk: 1))];

        Assert.Equal([7], Enumerable.Range(0, 8).Where(i => served[i] is JobPriority.Bulk));
    }
}
