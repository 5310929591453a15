using JpegReducer.Cli.Output;

namespace JpegReducer.Cli.Files;

/// <summary>Why one file failed while the others go on.</summary>
/// <param name="Reason">One of <see cref="FileReasons"/>.</param>
/// <param name="Detail">The reason in a sentence.</param>
internal sealed record FileFailure(string Reason, string Detail)
{
    /// <summary>The path of an output that replaces no file is not free.</summary>
    public static FileFailure PathIsTaken { get; } =
        new(FileReasons.Exists, "There is another file of this name, which is not replaced.");

    /// <summary>The failure of one file that an exception represents; <see langword="null"/> if it concerns more than one file.</summary>
    public static FileFailure? Of(Exception exception) => exception switch
    {
        FileRefusedException refused => new(refused.Reason, refused.Message),
        IOException or UnauthorizedAccessException => new(FileReasons.FileError, exception.Message),
        _ => null,
    };

    /// <summary>The report of an output beside a result that was not written; a path that is not free is no failure.</summary>
    public OutputReport ToReport(string output) =>
        OutputReport.Without(output, Reason is FileReasons.Exists ? "skipped" : "failed", Reason, Detail);
}
