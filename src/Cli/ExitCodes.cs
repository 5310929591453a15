namespace JpegReducer.Cli;

/// <summary>What the program's exit code says.</summary>
internal static class ExitCodes
{
    /// <summary>Every file ended well: smaller, or kept because nothing smaller looks the same.</summary>
    public const int Success = 0;

    /// <summary>Some files failed, or what was done could not be reported; the others are done.</summary>
    public const int SomeFailed = 1;

    /// <summary>The command line does not say what to do. Nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>The node cannot be reached, refuses the key, or does not start.</summary>
    public const int Node = 3;

    /// <summary>Interrupted (128 + SIGINT). What had ended is in its place.</summary>
    public const int Interrupted = 130;

    /// <summary>Told to end (128 + SIGTERM). What had ended is in its place.</summary>
    public const int Terminated = 143;

    /// <summary>For help texts.</summary>
    public const string Help = """
        Exit codes: 0 every file ended well, 1 some files failed, 2 wrong usage (nothing was done),
        3 no node (not reachable, wrong key, does not start), 130 interrupted, 143 told to end.
        """;
}
