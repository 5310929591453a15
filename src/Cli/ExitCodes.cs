namespace JpegReducer.Cli;

/// <summary>The program's exit codes.</summary>
internal static class ExitCodes
{
    /// <summary>All files succeeded: reduced, or kept because nothing smaller looks the same.</summary>
    public const int Success = 0;

    /// <summary>Some files failed, or the report could not be written; the others are done.</summary>
    public const int SomeFailed = 1;

    /// <summary>A usage error. Nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>The node cannot be reached, rejects the key, or does not start.</summary>
    public const int Node = 3;

    /// <summary>A node cannot start because of a setting, its data folder or its address (EX_CONFIG of sysexits.h): the node's exit code.</summary>
    public const int Settings = 78;

    /// <summary>Interrupted (128 + SIGINT). Finished results are written.</summary>
    public const int Interrupted = 130;

    /// <summary>Terminated (128 + SIGTERM). Finished results are written.</summary>
    public const int Terminated = 143;

    private const string Signals = "130 interrupted, 143 terminated.";

    /// <summary>For the help of <c>reduce</c>.</summary>
    public const string ReduceHelp = $"""
        Exit codes: 0 all files succeeded, 1 some files failed, 2 usage error (nothing was done),
        {Signals}
        """;

    /// <summary>For the help of <c>compare</c>.</summary>
    public const string CompareHelp = $"""
        Exit codes: 0 compared, 1 a picture cannot be read or the sizes differ, 2 usage error,
        {Signals}
        """;

    /// <summary>For the help of <c>submit</c>.</summary>
    public const string SubmitHelp = $"""
        Exit codes: 0 all files succeeded, 1 some files failed, 2 usage error (nothing was done),
        3 no node (not reachable, wrong key, does not start), 78 a setting of the node is wrong, {Signals}
        """;

    /// <summary>For the help of <c>up</c>.</summary>
    public const string UpHelp = """
        Exit codes: 0 stopped after draining, 2 usage error, 3 the node does not start, or failed, 78 a setting is wrong,
        130 or 143: a second signal stopped it without draining.
        """;

    /// <summary>For the help of <c>status</c>.</summary>
    public const string StatusHelp = $"""
        Exit codes: 0 the node responded, 1 the report could not be written, 2 usage error,
        3 no node (not reachable, wrong key), {Signals}
        """;
}
