namespace JpegReducer.Imaging.Fidelity.Lanes;

/// <summary>
/// The first guess at 1/∛v: the bits of a float, read as an integer, begin with its exponent, and a third of that taken
/// from the right number are nearly the bits of the inverse cube root (as in A. Fog's vector class library).
/// </summary>
internal static class InverseCubeRootGuess
{
    /// <summary>The bits of 1, and a third of its exponent.</summary>
    public const int Offset = 0x54800000;

    /// <summary>A third of one step of the exponent.</summary>
    public const int Third = 0x002AAAAA;

    /// <summary>Where the exponent begins.</summary>
    public const int MantissaBits = 23;
}
