namespace JpegReducer.Cli.Files;

/// <summary>A file is not read or not replaced, for a reason given in its report.</summary>
/// <param name="reason">One of <see cref="FileReasons"/>.</param>
/// <param name="detail">The reason in a sentence.</param>
internal sealed class FileRefusedException(string reason, string detail) : Exception(detail)
{
    /// <summary>One of <see cref="FileReasons"/>.</summary>
    public string Reason => reason;

    /// <summary>The file is not the one that was read.</summary>
    public static FileRefusedException Changed(string detail) => new(FileReasons.Changed, detail);
}
