using JpegReducer.Grains.Workers.Threads;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Tests.Workers.Threads;

public sealed class ReductionThreadsTests
{
    [Fact]
    public async Task Work_runs_outside_the_thread_pool()
    {
        using ReductionThreads threads = new(slots: 1, nice: 0);

        bool isPool = await threads.RunAsync(JobPriority.Bulk, () => Thread.CurrentThread.IsThreadPoolThread);

        Assert.False(isPool);
    }

    [Fact]
    public async Task At_most_as_many_reductions_run_concurrently_as_there_are_slots()
    {
        using ReductionThreads threads = new(slots: 2, nice: 0);
        int running = 0, max = 0;

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => threads.RunAsync(JobPriority.Bulk, () =>
        {
            int now = Interlocked.Increment(ref running);
            InterlockedMax(ref max, now);
            Thread.SpinWait(10_000);
            return Interlocked.Decrement(ref running);
        })));

        Assert.InRange(max, 1, 2);
    }

    [Fact]
    public async Task Interactive_work_overtakes_queued_bulk_work()
    {
        using ReductionThreads threads = new(slots: 1, nice: 0);
        using ManualResetEventSlim gate = new();
        List<string> order = [];
        Task<int> first = threads.RunAsync(JobPriority.Bulk, () => Record("first", gate));

        Task<int> bulk = threads.RunAsync(JobPriority.Bulk, () => Record("bulk", gate));
        Task<int> interactive = threads.RunAsync(JobPriority.Interactive, () => Record("interactive", gate));
        gate.Set();
        await Task.WhenAll(first, bulk, interactive);

        Assert.True(order.IndexOf("interactive") < order.IndexOf("bulk"));

        int Record(string name, ManualResetEventSlim open)
        {
            open.Wait();
            order.Add(name);
            return 0;
        }
    }

    [Fact]
    public async Task Under_endless_interactive_load_every_eighth_reduction_is_bulk()
    {
        using ReductionThreads threads = new(slots: 1, nice: 0);
        using ManualResetEventSlim started = new(), gate = new();
        List<JobPriority> order = [];
        Task<bool> first = threads.RunAsync(JobPriority.Bulk, () =>
        {
            started.Set();
            return gate.Wait(Timeout.Infinite);
        });
        started.Wait();

        Task[] all =
            [.. Enumerable.Range(0, 40).Select(i => (JobPriority)(i % 2))
            .Select(priority => threads.RunAsync(priority, () => Record(priority)))];
        gate.Set();
        await Task.WhenAll([first, .. all]);

        Assert.Equal(2, order[..16].Count(priority => priority is JobPriority.Bulk));
        Assert.Equal(20, order.Count(priority => priority is JobPriority.Interactive));

        int Record(JobPriority priority)
        {
            order.Add(priority);
            return 0;
        }
    }

    [Fact]
    public async Task Closing_cancels_queued_work_and_finishes_running_work()
    {
        using ReductionThreads threads = new(slots: 1, nice: 0);
        using ManualResetEventSlim started = new(), gate = new();
        Task<int> running = threads.RunAsync(JobPriority.Bulk, () =>
        {
            started.Set();
            gate.Wait();
            return 7;
        });
        started.Wait();
        Task<int> waiting = threads.RunAsync(JobPriority.Bulk, () => 8);

        threads.Close();
        gate.Set();

        Assert.Equal(7, await running);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => threads.RunAsync(JobPriority.Bulk, () => 9));
    }

    [Fact]
    public async Task An_exception_reaches_the_caller_and_the_thread_continues()
    {
        using ReductionThreads threads = new(slots: 1, nice: 0);

        await Assert.ThrowsAsync<FormatException>(() => threads.RunAsync<int>(JobPriority.Bulk, () => throw new FormatException()));

        Assert.Equal(1, await threads.RunAsync(JobPriority.Bulk, () => 1));
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (int seen = target; value > seen; seen = target) Interlocked.CompareExchange(ref target, value, seen);
    }
}
