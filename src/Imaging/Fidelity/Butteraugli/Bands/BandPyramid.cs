using JpegReducer.Imaging.Fidelity.Lanes;
using JpegReducer.Imaging.Fidelity.Scales;

namespace JpegReducer.Imaging.Fidelity.Butteraugli.Bands;

/// <summary>Separates one picture into its bands at full and at half size while rows are added.</summary>
internal sealed class BandPyramid : IBandPyramid, IDisposable
{
    private const int Colors = 3;

    private readonly PictureFrame _frame;
    private readonly PictureBands _full;
    private readonly PictureBands? _half;

    /// <param name="frame">The size of the picture.</param>
    /// <param name="withMasking">Whether the picture is the reference, of which <see cref="Band.Masking"/> is needed.</param>
    public BandPyramid(PictureFrame frame, bool withMasking)
    {
        _frame = frame;
        _full = new PictureBands(frame.Width, frame.Height, withMasking);
        if (frame.HasHalf) _half = new PictureBands(frame.HalfWidth, frame.HalfHeight, withMasking);
    }

    public IBandRows Full => _full;

    public IBandRows? Half => _half;

    /// <summary>A padded row of linear light from 0 to 1, to be written before the step with its number.</summary>
    /// <param name="color">0 to 2: red, green, blue.</param>
    /// <param name="y">The row.</param>
    public Span<float> Light(int color, int y) => _full.Light(color, y);

    /// <summary>Adds a row. Steps are made with consecutive numbers; those after the last row complete the rows before it.</summary>
    public void Step(int step)
    {
        _full.Step(step);
        if (_half is null || step % 2 == 0) return;

        int y = step / 2;
        if (y < _frame.HalfHeight) HalveRows(y, _half);
        _half.Step(y);
    }

    public void Dispose()
    {
        _full.Dispose();
        _half?.Dispose();
    }

    private void HalveRows(int y, PictureBands half)
    {
        // At an odd height the last row counts twice.
        int upper = 2 * y, lower = Math.Min(upper + 1, _frame.Height - 1);
        for (int color = 0; color < Colors; color++)
            Halving.Average<Vector128Lanes>(Light(color, upper), Light(color, lower), _frame.Width, half.Light(color, y));
    }
}
