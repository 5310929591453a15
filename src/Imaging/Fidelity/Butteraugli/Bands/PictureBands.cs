using JpegReducer.Imaging.Fidelity.Butteraugli.Rows;

namespace JpegReducer.Imaging.Fidelity.Butteraugli.Bands;

/// <summary>
/// Separates one picture at one scale into its bands while rows are added. One step adds at most one row and completes the one
/// <see cref="Delay"/> rows above it.
/// </summary>
internal sealed class PictureBands : IBandRows, IDisposable
{
    /// <summary>The number of steps from the one that adds a row to the one that completes its bands.</summary>
    public const int Delay = MaskingDelay;

    private const int Colors = 3, HighColors = 2;

    private static readonly GaussianKernel LowKernel = new(7.15593339443);
    private static readonly GaussianKernel MediumKernel = new(3.22489901262);
    private static readonly GaussianKernel HighKernel = new(1.56416327805);
    private static readonly GaussianKernel ContrastKernel = new(2.7);

    // A kernel's reach is its radius: 16, 7, 3 and 6 rows.
    private const int LowReach = 16, MediumReach = 7, HighReach = 3, ContrastReach = 6;
    private const int LowDelay = LightAdaptation.Reach + LowReach;
    private const int MediumDelay = LowDelay + MediumReach;
    private const int HighDelay = MediumDelay + HighReach;
    private const int ContrastDelay = HighDelay + ContrastReach;
    private const int MaskingDelay = ContrastDelay + LocalContrast.ErosionReach;

    private readonly int _width;
    private readonly int _height;
    private readonly bool _withMasking;
    private readonly LightAdaptation _light;
    private readonly RowRing _opponents;
    private readonly RowRing _aboveLow;
    private readonly RowRing _aboveMedium;
    private readonly RowRing _sharpContrast;
    private readonly RowRing _contrast;
    private readonly RowRing _bands;
    private readonly BlurredPlane[] _low;
    private readonly BlurredPlane[] _medium;
    private readonly BlurredPlane[] _high;
    private readonly BlurredPlane _blurredContrast;
    private readonly float[] _outside;

    /// <param name="width">The width at this scale, at least eight.</param>
    /// <param name="height">The height at this scale, at least eight.</param>
    /// <param name="withMasking">Whether <see cref="Band.Masking"/> is computed.</param>
    public PictureBands(int width, int height, bool withMasking)
    {
        (_width, _height, _withMasking) = (width, height, withMasking);
        _light = new LightAdaptation(width, height);
        _opponents = new RowRing(Colors, LowReach + 1, width);
        _aboveLow = new RowRing(Colors, MediumReach + 1, width);
        _aboveMedium = new RowRing(HighColors, HighReach + 1, width);
        _sharpContrast = new RowRing(planes: 1, capacity: 1, width);
        _contrast = new RowRing(planes: 1, (2 * LocalContrast.ErosionReach) + 1, width);
        _bands = new RowRing((int)Band.Count, Delay - LowDelay + 1, width);
        _low = Planes(LowKernel, Colors);
        _medium = Planes(MediumKernel, Colors);
        _high = Planes(HighKernel, HighColors);
        _blurredContrast = new BlurredPlane(ContrastKernel, width, height);
        _outside = new float[_contrast.Length + (2 * LocalContrast.ErosionReach)];
        _outside.AsSpan().Fill(LocalContrast.Outside);
    }

    /// <summary>A padded row of linear light from 0 to 1, one of the last four; overwritten right of the picture.</summary>
    /// <param name="color">0 to 2: red, green, blue.</param>
    /// <param name="y">The row.</param>
    public Span<float> Light(int color, int y) => _light.Light(color, y);

    /// <summary>One of the rows completed by the last step, or by the step before it.</summary>
    public ReadOnlySpan<float> Row(int y, Band band) => _bands.Row((int)band, y);

    /// <summary>
    /// Adds a row of <see cref="Light"/>. Steps are made with consecutive numbers up to the height plus <see cref="Delay"/>: those after
    /// the last row complete the rows before it.
    /// </summary>
    public void Step(int y)
    {
        if (Contains(y)) _light.Add(y);
        if (Contains(y - LightAdaptation.Reach)) AddOpponents(y - LightAdaptation.Reach);
        if (Contains(y - LowDelay)) SplitLow(y - LowDelay);
        if (Contains(y - MediumDelay)) SplitMedium(y - MediumDelay);
        if (Contains(y - HighDelay)) SplitHigh(y - HighDelay);
        if (Contains(y - ContrastDelay)) BlurContrast(y - ContrastDelay);
        if (_withMasking && Contains(y - MaskingDelay)) Erode(y - MaskingDelay);
    }

    public void Dispose()
    {
        _light.Dispose();
        foreach (RowRing rows in new[] { _opponents, _aboveLow, _aboveMedium, _sharpContrast, _contrast, _bands }) rows.Dispose();
        foreach (BlurredPlane plane in (BlurredPlane[])[.. _low, .. _medium, .. _high, _blurredContrast]) plane.Dispose();
    }

    private bool Contains(int y) => y >= 0 && y < _height;

    private Span<float> Writable(int y, Band band) => _bands.Row((int)band, y);

    private void AddOpponents(int y)
    {
        _light.Compute(y, _opponents.Row(0, y), _opponents.Row(1, y), _opponents.Row(2, y));
        for (int color = 0; color < Colors; color++) _low[color].Add(y, _opponents.WithMargins(color, y));
    }

    private void SplitLow(int y)
    {
        for (int color = 0; color < Colors; color++)
        {
            Span<float> low = Writable(y, Band.LowX + color);
            _low[color].Compute(y, low);
            BandShaping.Subtract(_opponents.Row(color, y), low, _aboveLow.Row(color, y));
            _medium[color].Add(y, _aboveLow.WithMargins(color, y));
        }

        BandShaping.ScaleLow(Writable(y, Band.LowX), Writable(y, Band.LowY), Writable(y, Band.LowB));
    }

    private void SplitMedium(int y)
    {
        for (int color = 0; color < Colors; color++) _medium[color].Compute(y, Writable(y, Band.MediumX + color));
        for (int color = 0; color < HighColors; color++)
            BandShaping.Subtract(_aboveLow.Row(color, y), Row(y, Band.MediumX + color), _aboveMedium.Row(color, y));

        BandShaping.ShapeMedium(Writable(y, Band.MediumX), Writable(y, Band.MediumY), _aboveMedium.Row(0, y), _aboveMedium.Row(1, y));
        for (int color = 0; color < HighColors; color++) _high[color].Add(y, _aboveMedium.WithMargins(color, y));
    }

    private void SplitHigh(int y)
    {
        for (int color = 0; color < HighColors; color++) _high[color].Compute(y, Writable(y, Band.HighX + color));
        BandShaping.SplitHighX(_aboveMedium.Row(0, y), Writable(y, Band.HighX), Writable(y, Band.HighestX));
        BandShaping.SplitHighY(_aboveMedium.Row(1, y), Writable(y, Band.HighY), Writable(y, Band.HighestY));

        LocalContrast.Compute(
            Row(y, Band.HighX), Row(y, Band.HighY), Row(y, Band.HighestX), Row(y, Band.HighestY), _sharpContrast.Row(0, y));
        _blurredContrast.Add(y, _sharpContrast.WithMargins(0, y));
    }

    private void BlurContrast(int y)
    {
        Span<float> contrast = Writable(y, Band.Contrast);
        _blurredContrast.Compute(y, contrast);
        if (!_withMasking) return;

        Span<float> row = _contrast.WithMargins(0, y);
        row.Fill(LocalContrast.Outside);
        contrast[.._width].CopyTo(row[RowRing.Margin..]);
    }

    private void Erode(int y) =>
        LocalContrast.Erode(
            Surroundings(y - LocalContrast.ErosionReach),
            Surroundings(y),
            Surroundings(y + LocalContrast.ErosionReach),
            Writable(y, Band.Masking));

    private ReadOnlySpan<float> Surroundings(int y) =>
        Contains(y) ? _contrast.WithMargins(0, y)[(RowRing.Margin - LocalContrast.ErosionReach)..] : _outside;

    private BlurredPlane[] Planes(GaussianKernel kernel, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => new BlurredPlane(kernel, _width, _height))];
}
