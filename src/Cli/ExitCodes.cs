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

    /// <summary>A node cannot start because of a setting, its data folder or its address (EX_CONFIG of sysexits.h): the node's own code, passed on.</summary>
    public const int Settings = 78;

    /// <summary>Interrupted (128 + SIGINT). What had ended is in its place.</summary>
    public const int Interrupted = 130;

    /// <summary>Told to end (128 + SIGTERM). What had ended is in its place.</summary>
    public const int Terminated = 143;

    private const string Signals = "130 interrupted, 143 told to end.";

    /// <summary>For the help of <c>reduce</c>.</summary>
    public const string ReduceHelp = $"""
        Exit codes: 0 every file ended well, 1 some files failed, 2 wrong usage (nothing was done),
        {Signals}
        """;

    /// <summary>For the help of <c>compare</c>.</summary>
    public const string CompareHelp = $"""
        Exit codes: 0 compared, 1 a picture cannot be read or the two differ in size, 2 wrong usage,
        {Signals}
        """;

    /// <summary>For the help of <c>submit</c>.</summary>
    public const string SubmitHelp = $"""
        Exit codes: 0 every file ended well, 1 some files failed, 2 wrong usage (nothing was done),
        3 no node (not reachable, wrong key, does not start), 78 a setting of the node is wrong, {Signals}
        """;

    /// <summary>For the help of <c>up</c>.</summary>
    public const string UpHelp = """
        Exit codes: 0 ended after draining, 2 wrong usage, 3 the node does not start, or failed, 78 a setting is wrong,
        130 or 143: a second signal ended it without draining.
        """;

    /// <summary>For the help of <c>status</c>.</summary>
    public const string StatusHelp = $"""
        Exit codes: 0 the node answered, 1 the answer could not be written, 2 wrong usage,
        3 no node (not reachable, wrong key), {Signals}
        """;
}
