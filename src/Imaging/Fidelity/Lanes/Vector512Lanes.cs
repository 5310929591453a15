using System.Runtime.Intrinsics;

namespace JpegReducer.Imaging.Fidelity.Lanes;

/// <summary>Sixteen floats in one vector of 512 bits.</summary>
internal readonly struct Vector512Lanes(Vector512<float> values) : IFloatLanes<Vector512Lanes>
{
    private readonly Vector512<float> _values = values;

    public static int Count => Vector512<float>.Count;

    public static Vector512Lanes Fill(float value) => new(Vector512.Create(value));

    public static Vector512Lanes Load(ReadOnlySpan<float> row, int index) => new(Vector512.Create(row[index..]));

    public void Store(Span<float> row, int index) => _values.CopyTo(row[index..]);

    public static Vector512Lanes operator +(Vector512Lanes left, Vector512Lanes right) => new(left._values + right._values);

    public static Vector512Lanes operator -(Vector512Lanes left, Vector512Lanes right) => new(left._values - right._values);

    public static Vector512Lanes operator *(Vector512Lanes left, Vector512Lanes right) => new(left._values * right._values);

    public static Vector512Lanes operator /(Vector512Lanes left, Vector512Lanes right) => new(left._values / right._values);

    public static Vector512Lanes MultiplyAdd(Vector512Lanes left, Vector512Lanes right, Vector512Lanes addend) =>
        new(Vector512.FusedMultiplyAdd(left._values, right._values, addend._values));

    public static Vector512Lanes Abs(Vector512Lanes value) => new(Vector512.Abs(value._values));

    public static Vector512Lanes Max(Vector512Lanes left, Vector512Lanes right) => new(Vector512.Max(left._values, right._values));

    // Seen as 64-bit integers, each lane holds an even place and, above it, an odd one (where bytes are little-endian,
    // as they are wherever .NET has vectors).
    public static Vector512Lanes Evens(Vector512Lanes first, Vector512Lanes second) =>
        new(Vector512.Narrow(first._values.AsUInt64(), second._values.AsUInt64()).AsSingle());

    public static Vector512Lanes Odds(Vector512Lanes first, Vector512Lanes second) =>
        new(Vector512.Narrow(first._values.AsUInt64() >>> 32, second._values.AsUInt64() >>> 32).AsSingle());

    public static Vector512Lanes GuessInverseCubeRoot(Vector512Lanes value)
    {
        Vector512<int> exponent = value._values.AsInt32() >>> InverseCubeRootGuess.MantissaBits;
        return new((Vector512.Create(InverseCubeRootGuess.Offset) - (exponent * InverseCubeRootGuess.Third)).AsSingle());
    }
}
