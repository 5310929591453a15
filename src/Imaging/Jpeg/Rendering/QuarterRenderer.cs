using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;
using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Transform;

namespace JpegReducer.Imaging.Jpeg.Rendering;

/// <summary>
/// Renders a picture at a quarter of its width and height directly from coefficients: each sample is the mean of the decoded
/// samples before rounding. Chroma is not interpolated. Rows are read once from the top.
/// </summary>
internal sealed class QuarterRenderer : IDisposable
{
    private const int Side = DctBasis.Side;
    private const int Reduction = 4;

    // T.871, 7.
    private const float RedOfCr = 1.402f, GreenOfCb = 0.344136286f, GreenOfCr = 0.714136286f, BlueOfCb = 1.772f;
    private const float Middle = 128;

    private readonly ReducedComponent[] _components;
    private readonly int _bandRows;

    /// <param name="frame">The sampling of the components; <see cref="Supports"/> must be true.</param>
    /// <param name="components">Their coefficients and quantization steps in zigzag order: gray, or Y, Cb and Cr.</param>
    public QuarterRenderer(FrameHeader frame, IReadOnlyList<(CoefficientPlane Plane, float[] Steps)> components)
    {
        (Width, Height) = ((frame.Width + Reduction - 1) / Reduction, (frame.Height + Reduction - 1) / Reduction);
        _bandRows = Side / Reduction * frame.MaxVertical;
        _components = [.. components.Select((component, i) => new ReducedComponent(
            component.Plane, component.Steps, frame.McusAcross, _bandRows,
            Side / Reduction * frame.MaxHorizontal / frame.Components[i].Horizontal,
            Side / Reduction * frame.MaxVertical / frame.Components[i].Vertical))];
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Whether all subsampling factors are powers of two, as in all but very unusual pictures.</summary>
    public static bool Supports(FrameHeader frame) => Array.TrueForAll(
        frame.Components, component => IsPower(frame.MaxHorizontal, component.Horizontal) && IsPower(frame.MaxVertical, component.Vertical));

    /// <summary>Writes the next row in linear light.</summary>
    public void Read(int y, LinearRow row)
    {
        if (y % _bandRows == 0)
        {
            foreach (ReducedComponent component in _components) component.Transform(y / _bandRows);
        }

        ReadOnlySpan<float> luma = _components[0].Row(y % _bandRows);
        if (_components.Length == 1)
        {
            for (int x = 0; x < Width; x++) row.Red[x] = LinearLight.FromFractional(luma[x]);
            row.Red[..Width].CopyTo(row.Green);
            row.Red[..Width].CopyTo(row.Blue);
            return;
        }

        ReadOnlySpan<float> blue = _components[1].Row(y % _bandRows);
        ReadOnlySpan<float> red = _components[2].Row(y % _bandRows);
        for (int x = 0; x < Width; x++)
        {
            float cb = blue[x] - Middle;
            float cr = red[x] - Middle;
            (float ofRed, float ofGreen, float ofBlue) = (RedOfCr * cr, -(GreenOfCb * cb) - (GreenOfCr * cr), BlueOfCb * cb);

            // Where chroma is flat, a decoder adds the same integer to all pixels.
            if (MathF.Floor(cb) == cb && MathF.Floor(cr) == cr)
                (ofRed, ofGreen, ofBlue) = (MathF.Round(ofRed), MathF.Round(ofGreen), MathF.Round(ofBlue));
            row.Red[x] = LinearLight.FromFractional(luma[x] + ofRed);
            row.Green[x] = LinearLight.FromFractional(luma[x] + ofGreen);
            row.Blue[x] = LinearLight.FromFractional(luma[x] + ofBlue);
        }
    }

    public void Dispose()
    {
        foreach (ReducedComponent component in _components) component.Dispose();
    }

    private static bool IsPower(int largest, int factor) => largest % factor == 0 && largest / factor is 1 or 2 or 4;

    /// <summary>The samples of one component in one row of MCUs.</summary>
    private sealed class ReducedComponent : IDisposable
    {
        /// <summary>If the magnitudes of the AC coefficients sum to less, samples differ by a few steps only.</summary>
        private const float NearlyFlat = 12;

        private readonly CoefficientPlane _plane;
        private readonly int _across;
        private readonly int _down;
        private readonly int _stride;
        private readonly int _blockRows;
        private readonly float[] _steps;
        private readonly float[] _table;
        private readonly ulong _useful;
        private readonly float[] _samples;

        /// <param name="plane">The coefficients.</param>
        /// <param name="steps">Their quantization steps.</param>
        /// <param name="mcus">MCUs across.</param>
        /// <param name="rows">Rows of samples per row of MCUs.</param>
        /// <param name="across">Samples across per block: 2, 4 or 8.</param>
        /// <param name="down">Samples down per block.</param>
        public ReducedComponent(CoefficientPlane plane, float[] steps, int mcus, int rows, int across, int down)
        {
            (_plane, _steps, _across, _down) = (plane, steps, across, down);
            _blockRows = rows / down;
            _stride = plane.Stride * across;
            _samples = ArrayPool<float>.Shared.Rent(_stride * rows);
            _table = new float[CoefficientPlane.BlockLength * across * down];
            for (int k = 0; k < CoefficientPlane.BlockLength; k++)
            {
                (int u, int v) = (ZigZag.ToNatural[k] % Side, ZigZag.ToNatural[k] / Side);
                for (int i = 0; i < across * down; i++)
                {
                    double value = steps[k] * Mean(v, i / across, down) * Mean(u, i % across, across);
                    if (Math.Abs(value) < 1e-6) continue; // a whole number of periods has a mean of zero
                    _table[(k * across * down) + i] = (float)value;
                    _useful |= 1UL << k;
                }
            }
        }

        public ReadOnlySpan<float> Row(int y) => _samples.AsSpan(y * _stride, _stride);

        public void Transform(int mcuRow)
        {
            int length = _across * _down;
            Span<float> block = stackalloc float[Side * Side];
            for (int row = 0; row < _blockRows; row++)
            {
                // Rows that only pad the last MCU are not rendered.
                int source = Math.Min((mcuRow * _blockRows) + row, _plane.BlocksDown - 1);
                for (int column = 0; column < _plane.BlocksAcross; column++)
                {
                    TransformBlock(_plane.Block(source, column), block[..length]);
                    for (int y = 0; y < _down; y++)
                        block.Slice(y * _across, _across).CopyTo(_samples.AsSpan((((row * _down) + y) * _stride) + (column * _across)));
                }
            }
        }

        public void Dispose() => ArrayPool<float>.Shared.Return(_samples);

        private void TransformBlock(ReadOnlySpan<short> coefficients, Span<float> samples)
        {
            ulong mask = BlockMask.Of(coefficients, 0);
            if (IsNearlyFlat(coefficients, mask))
            {
                TransformExactly(coefficients, mask, samples);
                return;
            }

            mask &= _useful;
            for (int i = 0; i < samples.Length; i += Vector128<float>.Count)
            {
                Vector128<float> sum = Vector128.Create(Middle);
                for (ulong rest = mask; rest != 0; rest &= rest - 1)
                {
                    int k = BitOperations.TrailingZeroCount(rest);
                    sum += Vector128.Create((float)coefficients[k]) * Vector128.Create(_table.AsSpan((k * samples.Length) + i));
                }

                sum.CopyTo(samples[i..]);
            }
        }

        // Rounding does not change a mean of many samples unless all of them are rounded in the same direction.
        private bool IsNearlyFlat(ReadOnlySpan<short> coefficients, ulong mask)
        {
            float sum = 0;
            for (ulong rest = mask & ~1UL; rest != 0; rest &= rest - 1)
            {
                int k = BitOperations.TrailingZeroCount(rest);
                sum += Math.Abs(coefficients[k]) * _steps[k];
                if (sum > NearlyFlat) return false;
            }

            return true;
        }

        private void TransformExactly(ReadOnlySpan<short> coefficients, ulong mask, Span<float> samples)
        {
            if ((mask & ~1UL) == 0)
            {
                samples.Fill(Math.Clamp(MathF.Floor((coefficients[0] * _steps[0] / Side) + 0.5f) + Middle, 0, 255));
                return;
            }

            Span<int> block = stackalloc int[Side * Side];
            block.Clear();
            for (ulong rest = mask; rest != 0; rest &= rest - 1)
            {
                int k = BitOperations.TrailingZeroCount(rest);
                block[ZigZag.ToNatural[k]] = (int)MathF.Round(coefficients[k] * _steps[k]);
            }

            Span<int> whole = stackalloc int[Side * Side];
            InverseDct.Transform(block, whole, Side);
            (int width, int height) = (Side / _across, Side / _down);
            for (int i = 0; i < samples.Length; i++)
            {
                int sum = 0;
                for (int y = i / _across * height; y < ((i / _across) + 1) * height; y++)
                {
                    for (int x = i % _across * width; x < ((i % _across) + 1) * width; x++) sum += whole[(y * Side) + x];
                }

                samples[i] = sum / (float)(width * height);
            }
        }

        // The mean of a cosine over one of a number of equal parts of a block.
        private static double Mean(int frequency, int part, int parts)
        {
            int length = Side / parts;
            double sum = 0;
            for (int sample = part * length; sample < (part + 1) * length; sample++) sum += DctBasis.At(frequency, sample);
            return sum / length;
        }
    }
}
