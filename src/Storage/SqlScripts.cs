using System.Reflection;

namespace JpegReducer.Storage;

/// <summary>The <c>.sql</c> files embedded in this assembly.</summary>
internal static class SqlScripts
{
    /// <summary>Those whose resource names start with <paramref name="prefix"/>, ordered by name.</summary>
    public static IEnumerable<(string Name, string Text)> Read(string prefix)
    {
        Assembly assembly = typeof(SqlScripts).Assembly;
        foreach (string resource in assembly.GetManifestResourceNames().Where(
            name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using StreamReader reader = new(assembly.GetManifestResourceStream(resource)!);
            yield return (resource[prefix.Length..^".sql".Length], reader.ReadToEnd());
        }
    }
}
