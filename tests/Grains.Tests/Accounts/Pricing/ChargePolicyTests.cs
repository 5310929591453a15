using JpegReducer.Grains.Accounts.Pricing;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using Microsoft.Extensions.Options;

namespace JpegReducer.Grains.Tests.Accounts.Pricing;

public sealed class ChargePolicyTests
{
    private static readonly DateTimeOffset Expiry = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly JobId Job = new(new Guid("0193584a-0000-7000-8000-000000000001"));

    private readonly ChargePolicy _policy = new(Options.Create(new PricingOptions { MinSaving = 0.05 }));

    [Theory]
    [InlineData(949, true)]
    [InlineData(950, true)]
    [InlineData(951, false)]
    public void A_main_output_is_charged_from_the_minimum_saving_on(int bytes, bool isCharged)
    {
        ItemResult charged = _policy.Apply(Result(new ItemOutput(OutputNames.Main, ItemOutputState.Reduced) { File = Stored(bytes) }));

        Assert.Equal(isCharged, charged.Main!.Charged);
        Assert.Equal(isCharged ? 1 : 0, charged.Credits);
    }

    [Fact]
    public void A_further_output_is_charged_when_it_was_made_even_where_the_source_was_kept()
    {
        ItemOutput kept = new(OutputNames.Main, ItemOutputState.Kept) { File = Stored(1000) };
        ItemOutput made = new(OutputNames.WebP, ItemOutputState.Reduced) { File = Stored(990) };

        ItemResult charged = _policy.Apply(Result(kept, made));

        Assert.Equal([false, true], charged.Outputs.Select(output => output.Charged));
    }

    [Theory]
    [InlineData(ItemOutputState.Skipped)]
    [InlineData(ItemOutputState.Failed)]
    public void An_output_without_a_file_is_not_charged_whatever_the_worker_reported(ItemOutputState state)
    {
        ItemOutput main = new(OutputNames.Main, ItemOutputState.Reduced) { File = Stored(100) };

        ItemResult charged = _policy.Apply(Result(main, new ItemOutput(OutputNames.WebP, state) { Charged = true }));

        Assert.Equal([true, false], charged.Outputs.Select(output => output.Charged));
    }

    [Fact]
    public void An_item_that_failed_costs_nothing()
    {
        Assert.Equal(0, _policy.Apply(ItemResult.Failed("truncated", detail: null, Stored(1000))).Credits);
    }

    [Fact]
    public void As_many_credits_are_reserved_for_an_item_as_it_has_outputs()
    {
        OutputRequest[] outputs = [new(OutputNames.Main, OutputFormat.Keep), new(OutputNames.WebP, OutputFormat.WebP)];

        Assert.Equal(1, ChargePolicy.MaxCreditsPerItem(new ReductionSettings()));
        Assert.Equal(2, ChargePolicy.MaxCreditsPerItem(new ReductionSettings { Outputs = [.. outputs] }));
    }

    private static ItemResult Result(params ItemOutput[] outputs) => ItemResult.Of([.. outputs]) with { Source = Stored(1000) };

    private static StoredFile Stored(long bytes) => new(BlobKey.ForOutput(Job, 0, OutputNames.Main, Expiry), bytes, new string('0', 64), Expiry);
}
