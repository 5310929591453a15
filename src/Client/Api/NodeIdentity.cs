using System.Reflection;

namespace JpegReducer.Client.Api;

/// <summary>The identity of this node.</summary>
/// <param name="Mode"><c>embedded</c> or <c>cluster</c>.</param>
/// <param name="StartedAt">When it started.</param>
public sealed record NodeIdentity(string Mode, DateTimeOffset StartedAt)
{
    /// <summary>The program's version.</summary>
    public static string Version { get; } =
        typeof(NodeIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
