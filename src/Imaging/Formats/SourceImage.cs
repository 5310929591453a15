using System.Runtime.InteropServices;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Formats;

/// <summary>A file whose header was read.</summary>
/// <param name="format">The format that the header was read as.</param>
/// <param name="file">The file as it was received.</param>
/// <param name="survey">What its header states.</param>
internal sealed class SourceImage(IImageFormat format, ReadOnlyMemory<byte> file, HeaderSurvey survey)
{
    /// <summary>The module of the source's format.</summary>
    public IImageFormat Format => format;

    /// <summary>What the header states.</summary>
    public ImageInfo Info => survey.Info;

    /// <summary>Width and height as a viewer shows them, orientation applied.</summary>
    public (int Width, int Height) DisplayedSize => survey.DisplayedSize;

    /// <summary>Whether the header reader reached the place where the format says that the image ends.</summary>
    public bool IsComplete => survey.Complete;

    /// <summary>The file as it was received.</summary>
    public ReadOnlyMemory<byte> File => file;

    /// <summary>The image as decoding libraries accept it: in most cases the same array as the file.</summary>
    public byte[] Bytes => field ??= AsArray(format.MakeDecodable(file, survey));

    /// <summary>The size of the received file in bytes, which a result has to be below.</summary>
    public int FileLength { get; init; } = file.Length;

    /// <summary>The same image as a part of its file, which takes so many bytes of it.</summary>
    public SourceImage OfLength(int length) => length == FileLength ? this : new SourceImage(format, file, survey) { FileLength = length };

    // Libraries require whole arrays; only a part of a larger one is copied.
    private static byte[] AsArray(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> segment) && segment.Count == segment.Array!.Length ? segment.Array : bytes.ToArray();
}
