namespace JpegReducer.Imaging.Fidelity.Butteraugli.Bands;

/// <summary>Gives access to the rows of a picture's bands at one scale.</summary>
internal interface IBandRows
{
    /// <summary>A row of a band, padded to whole vectors.</summary>
    ReadOnlySpan<float> Row(int y, Band band);
}
