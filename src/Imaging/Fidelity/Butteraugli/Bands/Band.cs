namespace JpegReducer.Imaging.Fidelity.Butteraugli.Bands;

/// <summary>The planes of a picture that are compared, in the opponent colors X (red–green), Y (luma) and B (blue).</summary>
internal enum Band
{
    /// <summary>Low frequencies of X, in units of the final difference.</summary>
    LowX,

    /// <summary>Low frequencies of Y, in units of the final difference.</summary>
    LowY,

    /// <summary>Low frequencies of B, in units of the final difference.</summary>
    LowB,

    /// <summary>Medium frequencies of X.</summary>
    MediumX,

    /// <summary>Medium frequencies of Y.</summary>
    MediumY,

    /// <summary>Medium frequencies of B.</summary>
    MediumB,

    /// <summary>High frequencies of X.</summary>
    HighX,

    /// <summary>High frequencies of Y.</summary>
    HighY,

    /// <summary>The highest frequencies of X.</summary>
    HighestX,

    /// <summary>The highest frequencies of Y.</summary>
    HighestY,

    /// <summary>The local contrast of the two higher bands, compressed and blurred.</summary>
    Contrast,

    /// <summary>The contrast that masks differences: low near smooth areas. Of the reference only.</summary>
    Masking,

    /// <summary>The number of bands.</summary>
    Count,
}
