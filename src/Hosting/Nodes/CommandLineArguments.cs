namespace JpegReducer.Hosting.Nodes;

/// <summary>
/// Settings on the command line. .NET's reader silently skips arguments that it cannot parse; here they prevent the start.
/// </summary>
internal static class CommandLineArguments
{
    /// <summary>Checks that every argument is <c>--Section:Name value</c> or <c>--Section:Name=value</c>.</summary>
    /// <exception cref="NodeStartException">An argument is not.</exception>
    public static void Check(string[] args)
    {
        for (int i = 0; i < args.Length; i++)
        {
            string name = args[i];
            if (!name.StartsWith("--", StringComparison.Ordinal) || name.Length == 2)
                throw new NodeStartException($"'{name}' is not a setting: settings are written --Section:Name value.");
            if (name.Contains('=', StringComparison.Ordinal)) continue;

            bool hasValue = ++i < args.Length && !args[i].StartsWith("--", StringComparison.Ordinal);
            if (!hasValue) throw new NodeStartException($"{name[2..]} has no value: settings are written --Section:Name value.");
        }
    }
}
