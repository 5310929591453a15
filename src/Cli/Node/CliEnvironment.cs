namespace JpegReducer.Cli.Node;

/// <summary>The variables of the environment that stand for options.</summary>
internal static class CliEnvironment
{
    /// <summary>A variable's value; <see langword="null"/> where it is not set, or empty.</summary>
    public static string? Find(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
