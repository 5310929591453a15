using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JpegReducer.Hosting.Settings;

/// <summary>Checks a whole configuration against the sections that a program reads, before anything is opened or started.</summary>
public static partial class SettingsCheck
{
    /// <summary>Settings of .NET, Orleans and OpenTelemetry.</summary>
    private static readonly HashSet<string> FrameworkSections = new(StringComparer.OrdinalIgnoreCase)
    {
        "Logging", "AllowedHosts", "Kestrel", "urls", "http_ports", "https_ports", "environment", "contentRoot", "applicationName",
        "webroot", "hostBuilder",
        "shutdownTimeoutSeconds", "Orleans", "ConnectionStrings", "ForwardedHeaders_Enabled", "detailedErrors", "captureStartupErrors",
        "suppressStatusMessages",
    };

    /// <summary>Checks all sections registered by <see cref="ValidatedOptions"/>.</summary>
    /// <returns>Warnings about settings that no program reads, which are probably mistakes.</returns>
    /// <exception cref="OptionsValidationException">Settings are invalid; each failure is a sentence.</exception>
    public static IReadOnlyList<string> Run(IServiceCollection services, IConfigurationRoot configuration)
    {
        SettingsSection[] sections = [.. services.Sections()];
        List<string> failures = [.. sections.SelectMany(Failures)];
        foreach (string name in SettingsSection.Known.Where(name => HasOwnValue(configuration, name)))
        {
            failures.Add($"{name} is a section, not a setting: its settings are written {name}:Name.");
        }

        if (failures.Count > 0) throw new OptionsValidationException("", typeof(SettingsCheck), failures);
        return [.. Unread(configuration, [.. sections.Select(section => section.Name)])];
    }

    /// <summary>The failures of a validation, one per line.</summary>
    public static string Describe(OptionsValidationException exception) => string.Join(Environment.NewLine, exception.Failures);

    private static IEnumerable<string> Failures(SettingsSection section)
    {
        try
        {
            section.Check();
            return [];
        }
        catch (OptionsValidationException invalid)
        {
            return invalid.Failures;
        }
    }

    private static IEnumerable<string> Unread(IConfigurationRoot configuration, string[] read)
    {
        foreach (IConfigurationSection section in configuration.GetChildren())
        {
            string name = section.Key;
            if (FrameworkSections.Contains(name) || name.StartsWith("OTEL_", StringComparison.OrdinalIgnoreCase)) continue;
            if (read.Contains(name, StringComparer.OrdinalIgnoreCase)) continue;

            if (SettingsSection.Known.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                if (section.GetChildren().Any()) yield return $"This program does not read the settings of {name}.";
            }
            else if (IsLikelyOurs(configuration, section))
            {
                yield return section.GetChildren().Any()
                    ? $"Nothing reads the settings of {name}; the nearest section is {NearestName.Among(name, SettingsSection.Known)}."
                    : $"Nothing reads {name}: settings are written Section:Name.";
            }
        }
    }

    /// <summary>
    /// The environment contains many unrelated variables: only those of the form <c>Section__Name</c> count.
    /// </summary>
    private static bool IsLikelyOurs(IConfigurationRoot configuration, IConfigurationSection section)
    {
        bool isExplicit = NonEnvironmentProviders(configuration)
            .Any(provider => provider.TryGet(section.Key, out _) || HasChildren(provider, section.Key));
        return isExplicit || (section.GetChildren().Any() && SectionName().IsMatch(section.Key));
    }

    private static bool HasOwnValue(IConfigurationRoot configuration, string name) =>
        NonEnvironmentProviders(configuration)
            .Any(provider => provider.TryGet(name, out string? value) && value is not null && !HasChildren(provider, name));

    private static bool HasChildren(IConfigurationProvider provider, string section) => provider.GetChildKeys([], section).Any();

    private static IEnumerable<IConfigurationProvider> NonEnvironmentProviders(IConfigurationRoot configuration) =>
        configuration.Providers.Where(
            provider => provider is not (EnvironmentVariablesConfigurationProvider or ChainedConfigurationProvider));

    [GeneratedRegex("^[A-Z][A-Za-z0-9]*\\z")]
    private static partial Regex SectionName();
}
