namespace JpegReducer.Imaging.Fidelity.Blur;

/// <summary>
/// The metric's Gaussian of σ = 1.5 as a sum of three cosines truncated at five pixels, each of which is a recursion over
/// two earlier outputs (D. Charalampidis, "Recursive Implementation of the Gaussian Filter Using Truncated Cosine
/// Functions", IEEE Transactions on Signal Processing 64(14), 2016; numbers in brackets are its equations).
/// </summary>
internal static class TruncatedCosines
{
    /// <summary>The truncation N (57); all three cosines are zero there.</summary>
    public const int Radius = 5;

    /// <summary>The number of cosines: k = 1, 3, 5.</summary>
    public const int Count = 3;

    /// <summary>The number of pixels after its own position that an output depends on.</summary>
    public const int Ahead = Radius - 1;

    /// <summary>The number of pixels before its own position that an output depends on.</summary>
    public const int Behind = Radius + 1;

    /// <summary>The factor of each cosine on its input (33).</summary>
    public static ReadOnlySpan<double> Gain => [0.05529523572608663, -0.05883668702694999, 0.012955819110517089];

    /// <summary>The factor of each cosine on its last output (33); that on the output before it is −1.</summary>
    public static ReadOnlySpan<double> Feedback => [1.902113032590307, 1.1755705045849463, 0];
}
