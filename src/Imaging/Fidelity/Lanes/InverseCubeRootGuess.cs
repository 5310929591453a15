namespace JpegReducer.Imaging.Fidelity.Lanes;

/// <summary>
/// The initial guess of 1/∛v: the bits of a float as an integer begin with its exponent; a constant minus a third of them
/// approximates the bits of the inverse cube root (as in A. Fog's vector class library).
/// </summary>
internal static class InverseCubeRootGuess
{
    /// <summary>The bits of 1, plus a third of its exponent.</summary>
    public const int Offset = 0x54800000;

    /// <summary>A third of one step of the exponent.</summary>
    public const int Third = 0x002AAAAA;

    /// <summary>The position of the exponent.</summary>
    public const int MantissaBits = 23;
}
