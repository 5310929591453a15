using JpegReducer.Interfaces.Accounts.Identity;
using JpegReducer.Interfaces.Accounts.Usage;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Records;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace JpegReducer.Silo.Tests;

/// <summary>Accounts on real storage: usage that is settled twice counts once.</summary>
public sealed class AccountTests(TestNode node) : IClassFixture<TestNode>
{
    [Fact]
    public async Task Settling_the_same_totals_again_changes_nothing_even_after_a_restart()
    {
        AccountId account = new(Guid.NewGuid());
        JobId job = JobId.New(DateTimeOffset.UtcNow);
        JobTotals totals = new(10, Reduced: 7, Kept: 2, Failed: 1, Cancelled: 0, Charged: 6, BytesIn: 1000, BytesOut: 400);

        await Usage(account).ReserveAsync(job, 10, 1);
        await Usage(account).SettleAsync(job, totals, isFinal: true);
        await Usage(account).SettleAsync(job, totals, isFinal: true);
        await node.RestartAsync();
        await Usage(account).SettleAsync(job, totals, isFinal: true);

        Assert.Equal(new UsageTotals(7, 2, 1, 6, 1000, 400), (await Usage(account).GetUsageAsync()).Total);
    }

    [Fact]
    public async Task A_data_folder_does_not_contain_the_key()
    {
        using NodeClient client = node.CreateClient();
        await client.UsageAsync(); // the key is valid

        Assert.True(node.HasStored(ApiKeyHash.Of(node.Key).Hex));
        Assert.False(node.HasStored(node.Key));
    }

    [Fact]
    public async Task Usage_of_jobs_that_settle_concurrently_is_complete()
    {
        AccountId account = new(Guid.NewGuid());
        JobTotals one = new(1, Reduced: 1, Kept: 0, Failed: 0, Cancelled: 0, Charged: 1, BytesIn: 10, BytesOut: 5);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(async _ =>
        {
            JobId job = JobId.New(DateTimeOffset.UtcNow);
            await Usage(account).ReserveAsync(job, 1, 1);
            await Usage(account).SettleAsync(job, one, isFinal: true);
            await Usage(account).RemoveJobAsync(job);
        }));
        await node.RestartAsync();

        Assert.Equal(200, (await Usage(account).GetUsageAsync()).Total.Charged);
    }

    [Fact]
    public async Task A_settled_job_that_was_removed_adds_no_usage()
    {
        using NodeClient client = node.CreateClient();
        string job = await client.OpenJobAsync();
        await client.UploadAsync(job, [("a.jpg", TestImages.Photo()), ("b.jpg", TestImages.Photo())]);
        await client.FinishAsync(job);
        IUsageGrain account = Usage(AccountId.Local);
        await JobIsSettledAsync(JobId.Parse(job, null));

        await account.SettleAsync(
            JobId.Parse(job, null), new JobTotals(2, Reduced: 1, Kept: 0, Failed: 0, Cancelled: 0, Charged: 1, BytesIn: 10, BytesOut: 5),
            isFinal: false);

        Assert.Equal(2, (await account.GetUsageAsync()).Total.Reduced);
    }

    [Fact]
    public async Task A_limit_covers_all_open_jobs_and_settling_releases_what_was_not_charged()
    {
        AccountId account = new(Guid.NewGuid());
        JobId first = JobId.New(DateTimeOffset.UtcNow), second = JobId.New(DateTimeOffset.UtcNow);
        await Usage(account).SetMonthlyLimitAsync(10);

        Assert.True((await Usage(account).ReserveAsync(first, 8, 1)).Granted);
        Assert.Equal(new ReserveResult(false, 2), await Usage(account).ReserveAsync(second, 3, 1));

        await Usage(account)
            .SettleAsync(
            first, new JobTotals(8, Reduced: 5, Kept: 0, Failed: 3, Cancelled: 0, Charged: 5, BytesIn: 8, BytesOut: 4), isFinal: true);
        Assert.Equal(new ReserveResult(true, 5), await Usage(account).ReserveAsync(second, 5, 1));
    }

    [Fact]
    public async Task A_revoked_key_does_not_resolve()
    {
        AccountId account = new(Guid.NewGuid());
        ApiKeyHash hash = ApiKeyHash.Of(Guid.NewGuid().ToString());
        IApiKeyGrain key = node.Grains.GetGrain<IApiKeyGrain>(GrainKeys.ForApiKey(hash));
        Assert.True(await User(account).AddKeyAsync(hash, "last", "a key", ApiKeyScopes.Optimize));
        Assert.False(await User(account).AddKeyAsync(hash, "last", "a key", ApiKeyScopes.Optimize));
        Assert.Equal(new ApiKeyIdentity(account, ApiKeyScopes.Optimize), await key.ResolveAsync());

        await User(account).RevokeKeyAsync(hash);
        await node.RestartAsync();

        Assert.Null(await node.Grains.GetGrain<IApiKeyGrain>(GrainKeys.ForApiKey(hash)).ResolveAsync());
    }

    /// <summary>Waiting callers are notified just before the ledger records that the job is settled.</summary>
    private async Task JobIsSettledAsync(JobId job)
    {
        IItemLedger ledger = node.Services.GetRequiredService<IItemLedger>();
        while (await ledger.FindJobAsync(job, default) is { IsSettled: false }) await Task.Yield();
    }

    private IUserGrain User(AccountId account) => node.Grains.GetGrain<IUserGrain>(account.Value);

    private IUsageGrain Usage(AccountId account) => node.Grains.GetGrain<IUsageGrain>(account.Value);
}
