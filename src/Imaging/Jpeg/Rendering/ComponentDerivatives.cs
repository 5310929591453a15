using System.Buffers;
using JpegReducer.Imaging.Fidelity.Gradients;
using JpegReducer.Imaging.Jpeg.Transform;

namespace JpegReducer.Imaging.Jpeg.Rendering;

/// <summary>
/// Derivatives with respect to a component's coefficients, from those with respect to pixels: backward through color conversion,
/// chroma upsampling and the inverse transform, which is orthonormal.
/// </summary>
internal sealed class ComponentDerivatives : IDisposable
{
    private const int Side = DctBasis.Side;

    private readonly int _left;
    private readonly int _top;
    private readonly int _width;
    private readonly int _height;
    private readonly float[] _bySamples;

    /// <param name="gradient">The derivatives with respect to red, green and blue of a region of the picture.</param>
    /// <param name="region">That region; its corner is aligned to whole samples.</param>
    /// <param name="geometry">The position of the component's samples relative to pixels.</param>
    /// <param name="weights">The derivatives of red, green and blue with respect to the component.</param>
    public ComponentDerivatives(
        ErrorGradient gradient, PictureRegion region, ComponentGeometry geometry, (float Red, float Green, float Blue) weights)
    {
        (_left, _top) = (geometry.Across.At(region.Left), geometry.Down.At(region.Top));
        _width = Math.Min(geometry.Across.Count(region.Right), geometry.Width) - _left;
        _height = Math.Min(geometry.Down.Count(region.Bottom), geometry.Height) - _top;
        _bySamples = ArrayPool<float>.Shared.Rent(_width * _height);
        _bySamples.AsSpan(0, _width * _height).Clear();

        float[] pixels = new float[region.Width];
        float[] samples = new float[_width];
        for (int y = 0; y < region.Height; y++)
        {
            ReadOnlySpan<float> red = gradient[0][y], green = gradient[1][y], blue = gradient[2][y];
            for (int x = 0; x < pixels.Length; x++) pixels[x] = (weights.Red * red[x]) + (weights.Green * green[x]) + (weights.Blue * blue[x]);
            AccumulateAcross(pixels, region.Left, geometry, samples);
            if (geometry.InterpolatesDown)
            {
                AddRow(geometry.Down.At(region.Top + y), 0.75f, samples);
                AddRow(SampleRatio.NeighborAt(region.Top + y, geometry.Height), 0.25f, samples);
            }
            else
            {
                AddRow(geometry.Down.At(region.Top + y), 1, samples);
            }
        }
    }

    /// <summary>
    /// The derivatives with respect to the coefficients of one block, in row order; samples outside the picture contribute nothing.
    /// </summary>
    public void OfBlock(int row, int column, Span<float> derivatives)
    {
        Span<float> samples = stackalloc float[Side * Side];
        samples.Clear();
        int x = (column * Side) - _left;
        int y = (row * Side) - _top;
        int width = Math.Min(Side, _width - x);
        int height = Math.Min(Side, _height - y);
        for (int i = 0; i < height; i++) _bySamples.AsSpan(((y + i) * _width) + x, width).CopyTo(samples[(i * Side)..]);
        ForwardDct.Transform(samples, derivatives);
    }

    public void Dispose() => ArrayPool<float>.Shared.Return(_bySamples);

    private void AccumulateAcross(ReadOnlySpan<float> pixels, int left, ComponentGeometry geometry, float[] samples)
    {
        SampleRatio across = geometry.Across;
        if (across.IsWhole)
        {
            pixels.CopyTo(samples);
            return;
        }

        Array.Clear(samples);
        for (int i = 0; i < pixels.Length; i++)
        {
            int near = across.At(left + i) - _left;
            if (!geometry.InterpolatesAcross)
            {
                samples[near] += pixels[i];
                continue;
            }

            samples[near] += 0.75f * pixels[i];

            // Samples in the next region are counted there.
            int far = SampleRatio.NeighborAt(left + i, geometry.Width) - _left;
            if ((uint)far < (uint)samples.Length) samples[far] += 0.25f * pixels[i];
        }
    }

    private void AddRow(int y, float share, float[] samples)
    {
        if ((uint)(y - _top) >= (uint)_height) return;
        Span<float> row = _bySamples.AsSpan((y - _top) * _width, _width);
        for (int x = 0; x < row.Length; x++) row[x] += share * samples[x];
    }
}
