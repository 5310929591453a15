namespace JpegReducer.Imaging.Fidelity.Butteraugli.Bands;

/// <summary>The bands of a picture at full and at half size.</summary>
internal interface IBandPyramid
{
    /// <summary>The bands at full size.</summary>
    IBandRows Full { get; }

    /// <summary>The bands at half size; null for a picture that would be smaller than <see cref="PictureFrame.MinSide"/> there.</summary>
    IBandRows? Half { get; }
}
