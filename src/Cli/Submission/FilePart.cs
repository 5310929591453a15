using System.Net;
using System.Text;
using JpegReducer.Cli.Files;
using JpegReducer.Cli.Platform;

namespace JpegReducer.Cli.Submission;

/// <summary>A file as a part of a <c>multipart/form-data</c> body: opened when it is sent, and sent only if unchanged since planning.</summary>
internal sealed class FilePart : HttpContent
{
    private readonly PlannedFile _file;
    private readonly FileStat _planned;
    private readonly Action<FileVersion> _onSent;

    /// <param name="file">The file.</param>
    /// <param name="planned">Its metadata when the request was created.</param>
    /// <param name="onSent">Called with the version that was sent.</param>
    public FilePart(PlannedFile file, FileStat planned, Action<FileVersion> onSent)
    {
        (_file, _planned, _onSent) = (file, planned, onSent);
        Headers.TryAddWithoutValidation("Content-Disposition", DispositionOf(Path.GetFileName(file.Source)));
    }

    /// <summary>Why it could not be sent, if so.</summary>
    public FileFailure? Failure { get; private set; }

    /// <summary>
    /// The header of a part: the name with quotation marks and line breaks percent-encoded, as browsers do (WHATWG, "multipart/form-data
    /// encoding algorithm"), and again as an extended parameter with its encoding (RFC 8187), from which the node restores the full name.
    /// </summary>
    /// <param name="name">Any file name.</param>
    internal static string DispositionOf(string name)
    {
        StringBuilder plain = new(name.Length);
        foreach (Rune rune in name.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || rune.Value is '"' or '\\') plain.Append(Encoded(rune));
            else plain.Append(rune.IsAscii ? rune.ToString() : "_");
        }

        return $"form-data; name=\"file\"; filename=\"{plain}\"; filename*=UTF-8''{Uri.EscapeDataString(string.Concat(name.EnumerateRunes()))}";

        static string Encoded(Rune rune) => string.Concat(Encoding.UTF8.GetBytes(rune.ToString()).Select(value => $"%{value:X2}"));
    }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using SourceFile source = Guarded(() => SourceFile.OpenFor(_file));
        if (source.Stat.Identity != _planned.Identity || source.Stat.Size != _planned.Size || source.Stat.Modified != _planned.Modified)
        {
            Guarded<int>(() => throw FileRefusedException.Changed("The file was edited before it was sent."));
        }

        IOException? lost = null;
        try
        {
            _onSent(await source.ReadAsync(async bytes =>
            {
                try
                {
                    await stream.WriteAsync(bytes, cancellationToken);
                }
                catch (IOException exception)
                {
                    lost = exception; // a failure of the connection, not of the file
                    throw;
                }
            }, cancellationToken));
        }
        catch (Exception exception) when (lost is null && FileFailure.Of(exception) is { } failure)
        {
            Failure = failure;
            throw;
        }
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _planned.Size;
        return true;
    }

    private T Guarded<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (Exception exception) when (FileFailure.Of(exception) is { } failure)
        {
            Failure = failure;
            throw;
        }
    }
}
