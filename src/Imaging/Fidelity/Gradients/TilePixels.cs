using System.Buffers;

namespace JpegReducer.Imaging.Fidelity.Gradients;

/// <summary>A region of a picture in 8-bit sRGB, a plane for each primary.</summary>
internal sealed class TilePixels(int width, int height) : IDisposable
{
    private const int Primaries = 3;

    private readonly byte[] _samples = ArrayPool<byte>.Shared.Rent(Primaries * width * height);

    public int Width => width;

    public int Height => height;

    /// <summary>A row of red (0), green (1) or blue (2) samples.</summary>
    public Span<byte> Row(int primary, int y) => _samples.AsSpan(((primary * height) + y) * width, width);

    public void Dispose() => ArrayPool<byte>.Shared.Return(_samples);
}
