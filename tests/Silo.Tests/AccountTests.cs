using JpegReducer.Interfaces.Accounts;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Records;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace JpegReducer.Silo.Tests;

/// <summary>Accounts on the real storage: what is booked twice counts once.</summary>
public sealed class AccountTests : IAsyncLifetime
{
    private TestNode _node = null!;

    public async Task InitializeAsync() => _node = await TestNode.StartAsync();

    public Task DisposeAsync() => _node.DisposeAsync().AsTask();

    [Fact]
    public async Task A_sum_that_is_booked_again_changes_nothing_also_after_a_restart()
    {
        AccountId account = new(Guid.NewGuid());
        JobId job = JobId.New(DateTimeOffset.UtcNow);
        JobTotals totals = new(10, Reduced: 7, Kept: 2, Failed: 1, Cancelled: 0, Charged: 6, BytesIn: 1000, BytesOut: 400);

        await User(account).ReserveAsync(job, 10);
        await User(account).SettleAsync(job, totals, isFinal: true);
        await User(account).SettleAsync(job, totals, isFinal: true);
        await _node.RestartAsync();
        await User(account).SettleAsync(job, totals, isFinal: true);

        Assert.Equal(new UsageTotals(7, 2, 1, 6, 1000, 400), (await User(account).GetUsageAsync()).Total);
    }

    [Fact]
    public async Task Jobs_that_settle_at_once_are_all_booked()
    {
        AccountId account = new(Guid.NewGuid());
        JobTotals one = new(1, Reduced: 1, Kept: 0, Failed: 0, Cancelled: 0, Charged: 1, BytesIn: 10, BytesOut: 5);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(async _ =>
        {
            JobId job = JobId.New(DateTimeOffset.UtcNow);
            await User(account).ReserveAsync(job, 1);
            await User(account).SettleAsync(job, one, isFinal: true);
            await User(account).ForgetAsync(job);
        }));
        await _node.RestartAsync();

        Assert.Equal(200, (await User(account).GetUsageAsync()).Total.Charged);
    }

    [Fact]
    public async Task What_a_job_says_after_it_was_settled_and_forgotten_changes_nothing()
    {
        using NodeClient client = _node.CreateClient();
        string job = await client.OpenJobAsync();
        await client.UploadAsync(job, [("a.jpg", TestImages.Photo()), ("b.jpg", TestImages.Photo())]);
        await client.FinishAsync(job);
        IUserGrain account = User(AccountId.Local);
        await JobIsForgottenAsync(JobId.Parse(job, null));

        await account.SettleAsync(JobId.Parse(job, null), new JobTotals(2, Reduced: 1, Kept: 0, Failed: 0, Cancelled: 0, Charged: 1, BytesIn: 10, BytesOut: 5), isFinal: false);

        Assert.Equal(2, (await account.GetUsageAsync()).Total.Reduced);
    }

    [Fact]
    public async Task A_limit_holds_over_all_open_jobs_and_is_free_again_for_what_was_not_charged()
    {
        AccountId account = new(Guid.NewGuid());
        JobId first = JobId.New(DateTimeOffset.UtcNow), second = JobId.New(DateTimeOffset.UtcNow);
        await User(account).SetMonthlyLimitAsync(10);

        Assert.True((await User(account).ReserveAsync(first, 8)).Granted);
        Assert.Equal(new ReserveResult(false, 2), await User(account).ReserveAsync(second, 3));

        await User(account).SettleAsync(first, new JobTotals(8, Reduced: 5, Kept: 0, Failed: 3, Cancelled: 0, Charged: 5, BytesIn: 8, BytesOut: 4), isFinal: true);
        Assert.Equal(new ReserveResult(true, 5), await User(account).ReserveAsync(second, 5));
    }

    [Fact]
    public async Task A_key_that_was_taken_away_is_nobodys()
    {
        AccountId account = new(Guid.NewGuid());
        ApiKeyHash hash = ApiKeyHash.Of(Guid.NewGuid().ToString());
        IApiKeyGrain key = _node.Grains.GetGrain<IApiKeyGrain>(GrainKeys.ForApiKey(hash));
        Assert.True(await User(account).AddKeyAsync(hash, "last", "a key", ApiKeyScopes.Optimize));
        Assert.False(await User(account).AddKeyAsync(hash, "last", "a key", ApiKeyScopes.Optimize));
        Assert.Equal(new ApiKeyIdentity(account, ApiKeyScopes.Optimize), await key.ResolveAsync());

        await User(account).RevokeKeyAsync(hash);
        await _node.RestartAsync();

        Assert.Null(await _node.Grains.GetGrain<IApiKeyGrain>(GrainKeys.ForApiKey(hash)).ResolveAsync());
    }

    /// <summary>Who waited for a job is told a moment before the ledger notes that it is settled.</summary>
    private async Task JobIsForgottenAsync(JobId job)
    {
        IItemLedger ledger = _node.Services.GetRequiredService<IItemLedger>();
        while (await ledger.FindJobAsync(job, default) is { IsSettled: false }) await Task.Yield();
    }

    private IUserGrain User(AccountId account) => _node.Grains.GetGrain<IUserGrain>(account.Value);
}
