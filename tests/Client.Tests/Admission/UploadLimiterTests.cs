using JpegReducer.Client.Admission;
using JpegReducer.Interfaces.Ids;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace JpegReducer.Client.Tests.Admission;

/// <summary>How upload slots are granted.</summary>
public sealed class UploadLimiterTests
{
    private static readonly AccountId Greedy = new(Guid.NewGuid()), Other = new(Guid.NewGuid());
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task An_account_at_its_own_limit_waits_while_another_gets_a_slot()
    {
        UploadLimiter slots = Slots(total: 4, perAccount: 2);
        IDisposable first = await slots.AcquireAsync(Greedy, default);
        await slots.AcquireAsync(Greedy, default);
        Task<IDisposable> waiting = slots.AcquireAsync(Greedy, default);

        await slots.AcquireAsync(Other, default);
        Assert.False(waiting.IsCompleted);

        first.Dispose();
        await waiting;
    }

    [Fact]
    public async Task A_slot_that_becomes_free_is_granted_to_the_account_with_the_fewest()
    {
        UploadLimiter slots = Slots(total: 3, perAccount: 3);
        IDisposable[] all =
            [await slots.AcquireAsync(Greedy, default), await slots.AcquireAsync(Greedy, default),
            await slots.AcquireAsync(Greedy, default)];
        Task<IDisposable> more = slots.AcquireAsync(Greedy, default), other = slots.AcquireAsync(Other, default);

        all[0].Dispose();

        await other;
        Assert.False(more.IsCompleted);
    }

    [Fact]
    public async Task Uploads_beyond_those_that_may_wait_are_refused_for_that_account_only()
    {
        UploadLimiter slots = Slots(total: 2, perAccount: 1);
        await slots.AcquireAsync(Greedy, default);
        Task[] waiting = [slots.AcquireAsync(Greedy, default), slots.AcquireAsync(Greedy, default)];

        await Assert.ThrowsAsync<TooManyUploadsException>(() => slots.AcquireAsync(Greedy, default));
        await slots.AcquireAsync(Other, default);
        Assert.All(waiting, wait => Assert.False(wait.IsCompleted));
    }

    [Fact]
    public async Task An_upload_that_waits_too_long_is_refused_and_leaves_the_queue()
    {
        UploadLimiter slots = Slots(total: 1, perAccount: 1);
        IDisposable slot = await slots.AcquireAsync(Greedy, default);
        Task<IDisposable> waiting = slots.AcquireAsync(Other, default);

        _time.Advance(UploadLimiter.MaxWait);

        await Assert.ThrowsAsync<GatewayBusyException>(() => waiting);
        slot.Dispose();
        (await slots.AcquireAsync(Other, default)).Dispose();
    }

    [Fact]
    public async Task A_client_that_disconnects_while_it_waits_leaves_the_queue()
    {
        UploadLimiter slots = Slots(total: 1, perAccount: 1);
        IDisposable slot = await slots.AcquireAsync(Greedy, default);
        using CancellationTokenSource disconnected = new();
        Task<IDisposable> waiting = slots.AcquireAsync(Other, disconnected.Token);

        await disconnected.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(1, slots.Accounts);
        slot.Dispose();
        (await slots.AcquireAsync(Other, default)).Dispose();
    }

    [Fact]
    public async Task A_slot_is_released_once_however_often_it_is_disposed_of()
    {
        UploadLimiter slots = Slots(total: 1, perAccount: 1);
        IDisposable slot = await slots.AcquireAsync(Greedy, default);
        slot.Dispose();
        slot.Dispose();

        IDisposable next = await slots.AcquireAsync(Greedy, default);
        Assert.False(slots.AcquireAsync(Other, default).IsCompleted);
        next.Dispose();
    }

    [Fact]
    public async Task Grants_that_race_with_disconnects_lose_no_slot()
    {
        UploadLimiter slots = Slots(total: 4, perAccount: 2);
        AccountId[] accounts = [.. Enumerable.Range(0, 8).Select(_ => new AccountId(Guid.NewGuid()))];

        await Parallel.ForAsync(0, 20_000, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, _) =>
        {
            using CancellationTokenSource disconnected = new();
            Task<IDisposable> acquiring = slots.AcquireAsync(accounts[i % accounts.Length], disconnected.Token);
            if (i % 3 == 0) await disconnected.CancelAsync();
            try
            {
                using IDisposable slot = await acquiring;
                await Task.Yield();
            }
            catch (Exception exception) when (exception is OperationCanceledException or TooManyUploadsException)
            {
                // Expected of cancelled waiters.
            }
        });

        Assert.Equal(0, slots.Accounts);
        for (int i = 0; i < 4; i++) Assert.True(slots.AcquireAsync(accounts[i], default).IsCompleted);
    }

    private UploadLimiter Slots(int total, int perAccount) =>
        new(Options.Create(new GatewayOptions { ConcurrentUploads = total, ConcurrentUploadsPerAccount = perAccount }), _time);
}
