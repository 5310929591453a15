namespace JpegReducer.Imaging.Jpeg.Transform;

/// <summary>The basis of the one-dimensional orthonormal discrete cosine transform (T.81, A.3.3).</summary>
internal static class DctBasis
{
    public const int Side = 8;

    // Cosines of multiples of π/16. Constants, because the cosines of platforms may differ.
    private static readonly double[] Cosines =
    [
        1, 0.98078528040323043, 0.92387953251128674, 0.83146961230254524, 0.70710678118654757,
        0.55557023301960229, 0.38268343236508984, 0.19509032201612833, 0,
    ];

    /// <summary>The value of a basis function at a sample.</summary>
    /// <param name="frequency">0 to 7.</param>
    /// <param name="sample">0 to 7.</param>
    public static double At(int frequency, int sample)
    {
        if (frequency == 0) return Math.Sqrt(1.0 / Side);

        int sixteenths = ((2 * sample) + 1) * frequency % 32;
        if (sixteenths > 16) sixteenths = 32 - sixteenths;
        double cosine = sixteenths <= 8 ? Cosines[sixteenths] : -Cosines[16 - sixteenths];
        return cosine / 2;
    }
}
