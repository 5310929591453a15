using System.Net;
using JpegReducer.Grains.Workers;
using JpegReducer.Grains.Workers.Fetching;
using JpegReducer.Hosting.Security;
using JpegReducer.Hosting.Settings;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace JpegReducer.Silo.Tests.Settings;

public sealed class SettingsReaderTests
{
    [Fact]
    public void Values_of_every_type_are_read_and_missing_ones_keep_their_defaults()
    {
        WorkerOptions worker = Read<WorkerOptions>("Worker", ("slots", "3"), ("Effort", "thorough"));
        ReductionLimits limits = Read<ReductionLimits>("Limits", ("MaxPixels", "5"), ("MaxDuration", "1.5m"));
        FetchOptions fetch = Read<FetchOptions>("Fetch", ("AllowedNetworks:1", "fd00::/8"), ("AllowedNetworks:0", "10.0.0.0/8"));
        SecurityOptions security = Read<SecurityOptions>("Security", ("TrustedProxies", "10.1.2.3, 192.168.0.0/16"));

        Assert.Equal((3, Effort.Thorough, 10), (worker.Slots, worker.Effort, worker.Nice));
        Assert.Equal((5, TimeSpan.FromSeconds(90), 65_535), (limits.MaxPixels, limits.MaxDuration, limits.MaxSide));
        Assert.Equal([IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("fd00::/8")], fetch.AllowedNetworks);
        Assert.Equal([IPNetwork.Parse("10.1.2.3/32"), IPNetwork.Parse("192.168.0.0/16")], security.TrustedProxies);
    }

    [Theory]
    [InlineData("0", 0, 0)]
    [InlineData("1000", 1_000, 0)]
    [InlineData("2GB", 2_000_000_000, 0)]
    [InlineData("1.5 GiB", 1_610_612_736, 0)]
    [InlineData("5%", 0, 5)]
    public void Free_space_is_an_amount_or_a_share(string text, long bytes, double percent) =>
        Assert.Equal(new FreeSpace(bytes, percent), Read<StorageOptions>("Storage", ("MinFreeSpace", text)).MinFreeSpace);

    [Theory]
    [InlineData("101%")]
    [InlineData("5 apples")]
    [InlineData("-1")]
    [InlineData("99999999TiB")]
    public void Free_space_in_any_other_form_is_rejected(string text) =>
        Assert.Equal(
            [$"Storage:MinFreeSpace is '{text}', but it must be an amount such as 512MiB or 2GB, or a share such as 5%."],
            Failures<StorageOptions>("Storage", ("MinFreeSpace", text)));

    [Fact]
    public void All_failures_are_reported_together() =>
        Assert.Equal(
            ["Worker:MemoryMegabyte is not a setting; the nearest name is Worker:MemoryMegabytes.",
                "Worker:Nice is 'nice', but it must be a whole number, written in digits only."],
            Failures<WorkerOptions>("Worker", ("MemoryMegabyte", "64"), ("Nice", "nice")).Order());

    [Theory]
    [InlineData("Solts", "Slots")]
    [InlineData("fetchesperslots", "FetchesPerSlot")]
    [InlineData("Memory", "Effort")]
    public void The_nearest_name_has_the_fewest_wrong_letters(string name, string nearest) =>
        Assert.Equal(nearest, NearestName.Among(name, SettingsReader.Settings(typeof(WorkerOptions)).Select(property => property.Name)));

    [Theory]
    [InlineData("1,000")]
    [InlineData("1_000")]
    [InlineData("1e3")]
    [InlineData("0x10")]
    [InlineData("4.0")]
    public void A_whole_number_consists_of_digits_only(string text) =>
        Assert.Contains("a whole number", Failures<WorkerOptions>("Worker", ("Slots", text)).Single(), StringComparison.Ordinal);

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0/8")]
    [InlineData("1")]
    [InlineData("010.0.0.0/8")]
    [InlineData("fd00::/129")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/8/8")]
    public void An_invalid_network_is_rejected(string text) =>
        Assert.Single(Failures<FetchOptions>("Fetch", ("AllowedNetworks:0", text)));

    private static T Read<T>(string section, params (string Name, string Value)[] settings)
        where T : class, new() => SettingsReader.Read<T>(
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"{section}:{setting.Name}", (string?)setting.Value)))
            .Build().GetSection(section));

    private static IEnumerable<string> Failures<T>(string section, params (string Name, string Value)[] settings)
        where T : class, new() => Assert.Throws<OptionsValidationException>(() => Read<T>(section, settings)).Failures;
}
