using JpegReducer.Grains.Workers;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Tests.Workers;

public sealed class ReductionThreadsTests
{
    [Fact]
    public async Task Work_runs_on_threads_of_its_own()
    {
        using ReductionThreads lanes = new(slots: 1, nice: 0);

        bool isPool = await lanes.RunAsync(JobPriority.Bulk, () => Thread.CurrentThread.IsThreadPoolThread);

        Assert.False(isPool);
    }

    [Fact]
    public async Task No_more_work_runs_at_once_than_there_are_slots()
    {
        using ReductionThreads lanes = new(slots: 2, nice: 0);
        int running = 0, max = 0;

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => lanes.RunAsync(JobPriority.Bulk, () =>
        {
            int now = Interlocked.Increment(ref running);
            InterlockedMax(ref max, now);
            Thread.SpinWait(10_000);
            return Interlocked.Decrement(ref running);
        })));

        Assert.InRange(max, 1, 2);
    }

    [Fact]
    public async Task Interactive_work_overtakes_bulk_work_that_waits()
    {
        using ReductionThreads lanes = new(slots: 1, nice: 0);
        using ManualResetEventSlim gate = new();
        List<string> order = [];
        Task<int> first = lanes.RunAsync(JobPriority.Bulk, () => Note("first", gate));

        Task<int> bulk = lanes.RunAsync(JobPriority.Bulk, () => Note("bulk", gate));
        Task<int> interactive = lanes.RunAsync(JobPriority.Interactive, () => Note("interactive", gate));
        gate.Set();
        await Task.WhenAll(first, bulk, interactive);

        Assert.True(order.IndexOf("interactive") < order.IndexOf("bulk"));

        int Note(string name, ManualResetEventSlim open)
        {
            open.Wait();
            order.Add(name);
            return 0;
        }
    }

    [Fact]
    public async Task Interactive_work_without_end_lets_every_eighth_be_bulk()
    {
        using ReductionThreads lanes = new(slots: 1, nice: 0);
        using ManualResetEventSlim began = new(), gate = new();
        List<JobPriority> order = [];
        Task<bool> first = lanes.RunAsync(JobPriority.Bulk, () =>
        {
            began.Set();
            return gate.Wait(Timeout.Infinite);
        });
        began.Wait();

        Task[] all = [.. Enumerable.Range(0, 40).Select(i => (JobPriority)(i % 2)).Select(priority => lanes.RunAsync(priority, () => Note(priority)))];
        gate.Set();
        await Task.WhenAll([first, .. all]);

        Assert.Equal(2, order[..16].Count(priority => priority is JobPriority.Bulk));
        Assert.Equal(20, order.Count(priority => priority is JobPriority.Interactive));

        int Note(JobPriority priority)
        {
            order.Add(priority);
            return 0;
        }
    }

    [Fact]
    public async Task Closing_cancels_what_waits_and_lets_finish_what_runs()
    {
        using ReductionThreads lanes = new(slots: 1, nice: 0);
        using ManualResetEventSlim began = new(), gate = new();
        Task<int> running = lanes.RunAsync(JobPriority.Bulk, () =>
        {
            began.Set();
            gate.Wait();
            return 7;
        });
        began.Wait();
        Task<int> waiting = lanes.RunAsync(JobPriority.Bulk, () => 8);

        lanes.Close();
        gate.Set();

        Assert.Equal(7, await running);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lanes.RunAsync(JobPriority.Bulk, () => 9));
    }

    [Fact]
    public async Task An_exception_reaches_the_caller_and_the_lane_goes_on()
    {
        using ReductionThreads lanes = new(slots: 1, nice: 0);

        await Assert.ThrowsAsync<FormatException>(() => lanes.RunAsync<int>(JobPriority.Bulk, () => throw new FormatException()));

        Assert.Equal(1, await lanes.RunAsync(JobPriority.Bulk, () => 1));
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (int seen = target; value > seen; seen = target) Interlocked.CompareExchange(ref target, value, seen);
    }
}
