using System.Runtime.InteropServices;
using JpegReducer.Imaging.Headers;

namespace JpegReducer.Imaging.Reduction;

/// <summary>The bytes to reduce and what their header says.</summary>
internal sealed class SourceImage(ReadOnlyMemory<byte> bytes, HeaderSurvey survey)
{
    /// <summary>The whole file, as the array that the libraries ask for; copied only where it is part of a larger one.</summary>
    public byte[] Bytes { get; } =
        MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> segment) && segment.Count == segment.Array!.Length
            ? segment.Array
            : bytes.ToArray();

    public ImageInfo Info => survey.Info;
}
