using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.CompilerServices;
using JpegReducer.Client;
using JpegReducer.Hosting.Cluster;
using JpegReducer.Hosting.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JpegReducer.Silo.Tests;

/// <summary>The settings in the manual are those of the program.</summary>
public sealed class OperationsManualTests
{
    private static readonly string[] Manual =
        File.ReadAllLines(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "docs", "operations.md"));

    /// <summary>Defaults that depend on the machine.</summary>
    private static readonly Dictionary<string, string> Computed = new()
    {
        ["Storage:DataFolder"] = "`~/.local/share/jpegreducer`",
        ["Worker:Slots"] = "processors",
        ["Worker:MemoryMegabytes"] = "half of the memory",
    };

    public static TheoryData<string> Sections => [.. Registered().Select(section => section.Name)];

    [Fact]
    public void The_check_of_names_knows_exactly_the_sections_of_the_programs() =>
        Assert.Equal(SettingsSection.Known, Registered().Select(section => section.Name).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Sections))]
    public void The_manual_has_exactly_the_settings_of_a_section(string section)
    {
        IEnumerable<string> documented = Manual.Where(line => line.StartsWith($"| `{section}:", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1]);

        Assert.Equal(Settings(section).Select(setting => setting.Name).Order(), documented.Order());
    }

    [Theory, MemberData(nameof(Sections))]
    public void The_manual_has_the_default_of_each_setting(string section)
    {
        object defaults = Activator.CreateInstance(Registered().Single(known => known.Name == section).Options)!;
        Assert.All(Settings(section), setting =>
        {
            string documented = Cell(setting.Name, 1).Split([" (", "; "], StringSplitOptions.None)[0];
            string expected = setting.Property.GetValue(defaults) switch
            {
                _ when Computed.TryGetValue(setting.Name, out string? computed) => computed,
                null or "" or ICollection { Count: 0 } => "none",
                TimeSpan time =>
                    Cell(setting.Name, 1) is var cell && Duration.TryParse(cell, out TimeSpan written) && written == time ? cell
                    : Duration.Format(time),
                object value => SettingRanges.Format(value).Replace(",", "", StringComparison.Ordinal),
            };

            Assert.Equal(expected, documented);
        });
    }

    [Theory, MemberData(nameof(Sections))]
    public void The_manual_has_the_range_of_each_setting(string section)
    {
        Assert.All(
            Settings(section).Where(setting => setting.Property.PropertyType.IsValueType && !setting.Property.PropertyType.IsEnum),
            setting =>
        {
            if (setting.Property.GetCustomAttribute<RangeAttribute>() is { } range)
            {
                string expected = SettingRanges.Describe(range).Replace(",", "", StringComparison.Ordinal)
                    .Replace("between ", "", StringComparison.Ordinal).Replace(" and ", " to ", StringComparison.Ordinal);
                Assert.Equal(expected, Cell(setting.Name, 2));
            }
            else
            {
                Assert.False(
                    setting.Property.PropertyType == typeof(TimeSpan)
                    || setting.Property.PropertyType == typeof(int), $"{setting.Name} has no range");
                Assert.NotEmpty(Cell(setting.Name, 2));
            }
        });
    }

    private static string Cell(string setting, int column) =>
        Manual.Single(line => line.StartsWith($"| `{setting}`", StringComparison.Ordinal)).Split('|')[column + 1].Trim();

    private static IEnumerable<(string Name, PropertyInfo Property)> Settings(string section) =>
        SettingsReader.Settings(Registered().Single(known => known.Name == section).Options)
            .Select(property => ($"{section}:{property.Name}", property));

    private static SettingsSection[] Registered()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection([new("S3:Bucket", "images")]).Build();
        return [.. new ServiceCollection().AddNodeSettings(configuration).AddGatewaySettings(configuration)
            .AddClusterSettings(configuration).Sections()];
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
