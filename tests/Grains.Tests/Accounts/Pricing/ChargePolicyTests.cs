using JpegReducer.Grains.Accounts.Pricing;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using Microsoft.Extensions.Options;

namespace JpegReducer.Grains.Tests.Accounts.Pricing;

public sealed class ChargePolicyTests
{
    private static readonly DateTimeOffset Expiry = DateTimeOffset.UnixEpoch;

    private readonly ChargePolicy _policy = new(Options.Create(new PricingOptions { MinSaving = 0.05 }));

    [Theory]
    [InlineData(950, true)]
    [InlineData(951, false)]
    [InlineData(1, true)]
    public void A_reduced_item_is_charged_if_it_saves_at_least_the_configured_share(int bytes, bool isCharged) =>
        Assert.Equal(isCharged, _policy.IsCharged(new ItemResult(ItemState.Reduced) { Source = File(1000), Output = File(bytes) }));

    [Theory]
    [InlineData(ItemState.Pending)]
    [InlineData(ItemState.Kept)]
    [InlineData(ItemState.Failed)]
    [InlineData(ItemState.Cancelled)]
    public void Nothing_else_is_charged(ItemState state) =>
        Assert.False(_policy.IsCharged(new ItemResult(state) { Source = File(1000), Output = File(10) }));

    private static StoredFile File(long bytes) => new(BlobKey.ForUpload(new JobId(Guid.Empty), Expiry), bytes, new string('0', 64), Expiry);
}
