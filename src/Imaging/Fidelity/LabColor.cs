namespace JpegReducer.Imaging.Fidelity;

/// <summary>A color in CIELAB (CIE 1976, D65), in which equal distances look about equal; 2.3 is just noticeable.</summary>
internal readonly record struct LabColor(float L, float A, float B)
{
    /// <summary>ΔE*ab, the distance between two colors.</summary>
    public static float Distance(LabColor left, LabColor right)
    {
        float l = left.L - right.L;
        float a = left.A - right.A;
        float b = left.B - right.B;
        return MathF.Sqrt((l * l) + (a * a) + (b * b));
    }

    /// <summary>Converts linear light from 0 to 1 with the primaries of sRGB (IEC 61966-2-1).</summary>
    public static LabColor FromLinear(float red, float green, float blue)
    {
        // Each row of the matrix to XYZ is divided by its sum, the value of white.
        float x = Compress((0.433910f * red) + (0.376220f * green) + (0.189860f * blue));
        float y = Compress((0.212673f * red) + (0.715152f * green) + (0.072175f * blue));
        float z = Compress((0.017756f * red) + (0.109470f * green) + (0.872774f * blue));
        return new LabColor((116 * y) - 16, 500 * (x - y), 200 * (y - z));
    }

    // CIE 15: cube root, linear near black.
    private static float Compress(float value)
    {
        const float Linear = 216f / 24389f;
        return value > Linear ? CubeRoot(value) : ((24389f / 27f * value) + 16) / 116;
    }

    // Newton's method with basic operations only: the platform's cube root differs in the last bit between machines.
    private static float CubeRoot(float value)
    {
        float root = BitConverter.Int32BitsToSingle((BitConverter.SingleToInt32Bits(value) / 3) + 0x2A51_19F2);
        for (int i = 0; i < 3; i++) root -= ((root * root * root) - value) / (3 * root * root);
        return root;
    }
}
