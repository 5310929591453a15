using System.Runtime.InteropServices;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Formats;

/// <summary>A source within the limits, and what its header says.</summary>
internal sealed class SourceImage(ReadOnlyMemory<byte> file, HeaderSurvey survey)
{
    /// <summary>The image as decoders take it: mostly the very file.</summary>
    public byte[] Bytes { get; } = survey.HasStrayBytes ? JpegMetadata.WithoutStrayBytes(file.Span) : AsArray(file);

    /// <summary>The file as it came in.</summary>
    public ReadOnlyMemory<byte> File { get; } = file;

    /// <summary>Whether the walk over its blocks reached the place where the format says that the image ends.</summary>
    public bool IsComplete => survey.Complete;

    /// <summary>The size of the file that came in, in bytes: what a result has to beat.</summary>
    public int FileLength { get; init; } = file.Length;

    /// <summary>The same image as a part of so many bytes of its file: what a result of that part has to beat.</summary>
    public SourceImage OfLength(int length) => length == FileLength ? this : new SourceImage(File, survey) { FileLength = length };

    public ImageInfo Info => survey.Info;

    /// <summary>Libraries ask for whole arrays; a copy is made only of a part of a larger one.</summary>
    private static byte[] AsArray(ReadOnlyMemory<byte> file) =>
        MemoryMarshal.TryGetArray(file, out ArraySegment<byte> segment) && segment.Count == segment.Array!.Length ? segment.Array : file.ToArray();
}
