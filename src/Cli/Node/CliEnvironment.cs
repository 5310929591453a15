namespace JpegReducer.Cli.Node;

/// <summary>Environment variables that replace options.</summary>
internal static class CliEnvironment
{
    /// <summary>A variable's value; <see langword="null"/> if it is empty or not set.</summary>
    public static string? Find(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
