using System.Reflection;

namespace JpegReducer.Client;

/// <summary>What runs here.</summary>
/// <param name="Mode"><c>embedded</c> or <c>cluster</c>.</param>
/// <param name="StartedAt">Since when.</param>
public sealed record NodeIdentity(string Mode, DateTimeOffset StartedAt)
{
    /// <summary>The program's version.</summary>
    public static string Version { get; } =
        typeof(NodeIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
