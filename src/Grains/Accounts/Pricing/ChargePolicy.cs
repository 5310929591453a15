using JpegReducer.Interfaces.Jobs;
using Microsoft.Extensions.Options;

namespace JpegReducer.Grains.Accounts.Pricing;

/// <summary>Decides what is charged. The only place that does.</summary>
internal sealed class ChargePolicy(IOptions<PricingOptions> options)
{
    /// <summary>Whether an item counts against the account's quota: it was reduced by a worthwhile share of its source.</summary>
    public bool IsCharged(ItemResult result) =>
        result is { State: ItemState.Reduced, Source: { } source, Output: { } output }
        && source.Bytes - output.Bytes >= source.Bytes * options.Value.MinSaving;
}
