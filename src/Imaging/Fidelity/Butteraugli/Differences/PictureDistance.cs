using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using JpegReducer.Imaging.Fidelity.Butteraugli.Bands;
using JpegReducer.Imaging.Fidelity.Butteraugli.Rows;

namespace JpegReducer.Imaging.Fidelity.Butteraugli.Differences;

/// <summary>Computes the distances of the pixels of two pictures from their bands at both sizes, row by row from the top.</summary>
internal sealed class PictureDistance : IDisposable
{
    /// <summary>The share of full size after half size is added with a weight of 0.5.</summary>
    private const float FullWeight = 0.85f, HalfWeight = 0.5f;

    private const int Octet = 8;

    /// <summary>The number of rows of full size that wait for those of half size, which are complete 42 steps later.</summary>
    private const int WaitingRows = PictureBands.Delay + ScaleDistance.Delay + 3;

    private readonly PictureFrame _frame;
    private readonly DistanceRows _result;
    private readonly ScaleDistance _full;
    private readonly ScaleDistance? _half;
    private readonly RowRing _fullRows;
    private readonly RowRing? _halfRow;

    /// <param name="frame">The size of the pictures.</param>
    /// <param name="result">Receives the rows in order.</param>
    public PictureDistance(PictureFrame frame, DistanceRows result)
    {
        (_frame, _result) = (frame, result);
        _full = new ScaleDistance(frame.Width, frame.Height);
        _fullRows = new RowRing(planes: 1, WaitingRows, frame.Width);
        if (!frame.HasHalf) return;

        _half = new ScaleDistance(frame.HalfWidth, frame.HalfHeight);
        _halfRow = new RowRing(planes: 1, capacity: 1, frame.HalfWidth);
    }

    /// <summary>The number of steps to the last row of the result.</summary>
    public static int Steps(PictureFrame frame) => frame.BandSteps + (frame.HasHalf ? 2 * ScaleDistance.Delay : ScaleDistance.Delay);

    /// <summary>Compares the rows that the step with the same number has completed in both pictures.</summary>
    public void Step(int step, IBandPyramid reference, IBandPyramid distorted)
    {
        int row = step - PictureBands.Delay;
        _full.Add(row, reference.Full, distorted.Full);
        row -= ScaleDistance.Delay;
        if (row >= 0 && row < _frame.Height)
        {
            _full.Compute(row, _fullRows.Row(0, row));
            if (_half is null) _result.Add(row, _fullRows.Row(0, row));
        }

        if (_half is null || step % 2 == 0) return;

        int halfRow = (step / 2) - PictureBands.Delay;
        _half.Add(halfRow, reference.Half!, distorted.Half!);
        halfRow -= ScaleDistance.Delay;
        if (halfRow >= 0 && halfRow < _frame.HalfHeight) Join(halfRow, _half, _halfRow!.Row(0, 0));
    }

    public void Dispose()
    {
        _full.Dispose();
        _half?.Dispose();
        _fullRows.Dispose();
        _halfRow?.Dispose();
    }

    private void Join(int halfRow, ScaleDistance half, Span<float> halfDistances)
    {
        half.Compute(halfRow, halfDistances);
        for (int row = 2 * halfRow; row < Math.Min(_frame.Height, (2 * halfRow) + 2); row++)
        {
            AddHalf(halfDistances, _fullRows.Row(0, row));
            _result.Add(row, _fullRows.Row(0, row));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddHalf(ReadOnlySpan<float> half, Span<float> full)
    {
        Vector256<int> twice = Vector256.Create(0, 0, 1, 1, 2, 2, 3, 3);
        for (int x = 0; x < full.Length; x += Octet)
        {
            Vector256<float> wide = Vector256.ShuffleNative(Vector128.Create(half[(x / 2)..]).ToVector256Unsafe(), twice);
            ((Vector256.Create((ReadOnlySpan<float>)full[x..]) * FullWeight) + (wide * HalfWeight)).CopyTo(full[x..]);
        }
    }
}
