using Microsoft.Extensions.Configuration;

namespace JpegReducer.Hosting.Settings;

/// <summary>A section of the configuration that this program reads. Registered by <see cref="ValidatedOptions"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Options">The class it is read into.</param>
/// <param name="Check">Reads it, and throws if it is invalid.</param>
public sealed record SettingsSection(string Name, Type Options, Action Check)
{
    /// <summary>The sections of all programs, whether this one reads them or not.</summary>
    public static IReadOnlyList<string> Known { get; } =
    [
        "Cluster", "Faults", "Fetch", "Gateway", "Jobs", "Limits", "Node", "Postgres", "Pricing", "Retention", "S3", "Security", "Storage",
        "Worker",
    ];

    internal static SettingsSection Of<T>(IConfigurationSection section)
        where T : class, new() => new(section.Key, typeof(T), () => SettingsReader.Read<T>(section));
}
