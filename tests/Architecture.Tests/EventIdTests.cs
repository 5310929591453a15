using System.Text.RegularExpressions;

namespace JpegReducer.Architecture.Tests;

/// <summary>An operator filters and alerts by event ids: one message, one id, in the range of its feature.</summary>
public sealed partial class EventIdTests
{
    /// <summary>The ranges of the silo's features, by folder below <c>src</c>.</summary>
    private static readonly (string Folder, int First, int Last)[] Ranges =
    [
        ("Grains/Workers", 2000, 2199), ("Grains/Dispatch", 2200, 2299), ("Grains/Jobs", 2300, 2399), ("Grains/Accounts", 2400, 2499),
        ("Grains/Retention", 2500, 2599), ("Grains", 2600, 2699),
    ];

    [Fact]
    public void No_two_log_messages_share_an_event_id()
    {
        int[] ids = [.. Messages("").Select(message => message.Id).OfType<int>()];

        Assert.NotEmpty(ids);
        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public void Every_log_message_of_the_grains_has_an_event_id_in_the_range_of_its_feature() =>
        Assert.All(Messages("Grains"), message =>
        {
            (_, int first, int last) = Ranges.First(range => message.File.StartsWith(range.Folder + "/", StringComparison.Ordinal));
            Assert.True(message.Id >= first && message.Id <= last, $"{message.File}: {message.Id}");
        });

    private static IEnumerable<(string File, int? Id)> Messages(string folder)
    {
        string sources = Path.Combine(Repository.Root, "src");
        return Directory.EnumerateFiles(Path.Combine(sources, folder), "*.cs", SearchOption.AllDirectories).SelectMany(file =>
            LogMessage().Matches(File.ReadAllText(file)).Select(match =>
                (Path.GetRelativePath(sources, file), match.Groups[1].Success ? int.Parse(match.Groups[1].ValueSpan) : (int?)null)));
    }

    [GeneratedRegex(@"\[LoggerMessage\(\s*(?:EventId\s*=\s*)?(\d+)?")]
    private static partial Regex LogMessage();
}
