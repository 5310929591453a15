namespace JpegReducer.Imaging.Fidelity.Butteraugli.Bands;

/// <summary>All bands of a picture at full and at half size: about 60 bytes a pixel. Safe for concurrent reading.</summary>
internal sealed class StoredPyramid(PictureFrame frame) : IBandPyramid
{
    private readonly StoredBands _full = new(frame.Width, frame.Height);
    private readonly StoredBands? _half = frame.HasHalf ? new StoredBands(frame.HalfWidth, frame.HalfHeight) : null;

    public IBandRows Full => _full;

    public IBandRows? Half => _half;

    /// <summary>Copies the rows that the last step has completed.</summary>
    public void Add(int step, BandPyramid bands)
    {
        _full.Add(step - PictureBands.Delay, bands.Full);
        if (step % 2 == 1) _half?.Add((step / 2) - PictureBands.Delay, bands.Half!);
    }
}
