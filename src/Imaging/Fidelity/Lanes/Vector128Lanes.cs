using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace JpegReducer.Imaging.Fidelity.Lanes;

/// <summary>Four floats in one vector of 128 bits.</summary>
internal readonly struct Vector128Lanes(Vector128<float> values) : IQuadLanes<Vector128Lanes>
{
    private readonly Vector128<float> _values = values;

    public static int Count => Vector128<float>.Count;

    public static Vector128Lanes Fill(float value) => new(Vector128.Create(value));

    public static Vector128Lanes Load(ReadOnlySpan<float> row, int index) => new(Vector128.Create(row[index..]));

    public void Store(Span<float> row, int index) => _values.CopyTo(row[index..]);

    public static Vector128Lanes operator +(Vector128Lanes left, Vector128Lanes right) => new(left._values + right._values);

    public static Vector128Lanes operator -(Vector128Lanes left, Vector128Lanes right) => new(left._values - right._values);

    public static Vector128Lanes operator *(Vector128Lanes left, Vector128Lanes right) => new(left._values * right._values);

    public static Vector128Lanes operator /(Vector128Lanes left, Vector128Lanes right) => new(left._values / right._values);

    public static Vector128Lanes MultiplyAdd(Vector128Lanes left, Vector128Lanes right, Vector128Lanes addend) =>
        new(Vector128.FusedMultiplyAdd(left._values, right._values, addend._values));

    public static Vector128Lanes Abs(Vector128Lanes value) => new(Vector128.Abs(value._values));

    public static Vector128Lanes Max(Vector128Lanes left, Vector128Lanes right) => new(Vector128.Max(left._values, right._values));

    // As 64-bit integers, each lane contains the float at an even index and above it that at an odd index (on little-endian
    // processors, as all with vectors in .NET).
    public static Vector128Lanes Evens(Vector128Lanes first, Vector128Lanes second) =>
        new(Vector128.Narrow(first._values.AsUInt64(), second._values.AsUInt64()).AsSingle());

    public static Vector128Lanes Odds(Vector128Lanes first, Vector128Lanes second) =>
        new(Vector128.Narrow(first._values.AsUInt64() >>> 32, second._values.AsUInt64() >>> 32).AsSingle());

    public static Vector128Lanes GuessInverseCubeRoot(Vector128Lanes value)
    {
        Vector128<int> exponent = value._values.AsInt32() >>> InverseCubeRootGuess.MantissaBits;
        return new((Vector128.Create(InverseCubeRootGuess.Offset) - (exponent * InverseCubeRootGuess.Third)).AsSingle());
    }

    public static int Rows => 1;

    public static Vector128Lanes FillQuads(Vector128<float> quad) => new(quad);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Lanes LoadQuads(ReadOnlySpan<float> rows, int stride) => new(Vector128.Create(rows));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreQuads(Span<float> rows, int stride) => _values.CopyTo(rows);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Lanes Spread(Vector128Lanes value, int index) =>
        new(Vector128.ShuffleNative(value._values, Vector128.Create(0, 0, 0, 0) + Vector128.Create(index)));
}
