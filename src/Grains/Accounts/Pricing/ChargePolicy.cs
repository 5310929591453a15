using JpegReducer.Interfaces;
using JpegReducer.Interfaces.Jobs;
using Microsoft.Extensions.Options;

namespace JpegReducer.Grains.Accounts.Pricing;

/// <summary>
/// Decides what is charged. The only place that does. One credit for a main output that saves a worthwhile share of its source, and one for
/// each further output that was made.
/// </summary>
internal sealed class ChargePolicy(IOptions<PricingOptions> options)
{
    /// <summary>How many credits an item can cost at most: as many are reserved for it.</summary>
    public static int MaxCreditsPerItem(ReductionSettings settings) => settings.OutputsPerItem;

    /// <summary>The result with its charged outputs marked, whatever the worker reported about charges.</summary>
    public ItemResult Apply(ItemResult result)
    {
        EquatableArray<ItemOutput> outputs = [.. result.Outputs.Select(output => output with { Charged = IsCharged(output, result.Source) })];
        return result with { Outputs = outputs };
    }

    private bool IsCharged(ItemOutput output, StoredFile? source) => output switch
    {
        { State: not ItemOutputState.Reduced } or { File: null } => false,
        { Name: OutputNames.Main } => source is not null && source.Bytes - output.File.Bytes >= source.Bytes * options.Value.MinSaving,
        _ => true,
    };
}
