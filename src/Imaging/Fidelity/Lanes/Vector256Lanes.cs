using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace JpegReducer.Imaging.Fidelity.Lanes;

/// <summary>Eight floats in one vector of 256 bits.</summary>
internal readonly struct Vector256Lanes(Vector256<float> values) : IQuadLanes<Vector256Lanes>
{
    private readonly Vector256<float> _values = values;

    public static int Count => Vector256<float>.Count;

    public static Vector256Lanes Fill(float value) => new(Vector256.Create(value));

    public static Vector256Lanes Load(ReadOnlySpan<float> row, int index) => new(Vector256.Create(row[index..]));

    public void Store(Span<float> row, int index) => _values.CopyTo(row[index..]);

    public static Vector256Lanes operator +(Vector256Lanes left, Vector256Lanes right) => new(left._values + right._values);

    public static Vector256Lanes operator -(Vector256Lanes left, Vector256Lanes right) => new(left._values - right._values);

    public static Vector256Lanes operator *(Vector256Lanes left, Vector256Lanes right) => new(left._values * right._values);

    public static Vector256Lanes operator /(Vector256Lanes left, Vector256Lanes right) => new(left._values / right._values);

    public static Vector256Lanes MultiplyAdd(Vector256Lanes left, Vector256Lanes right, Vector256Lanes addend) =>
        new(Vector256.FusedMultiplyAdd(left._values, right._values, addend._values));

    public static Vector256Lanes Abs(Vector256Lanes value) => new(Vector256.Abs(value._values));

    public static Vector256Lanes Max(Vector256Lanes left, Vector256Lanes right) => new(Vector256.Max(left._values, right._values));

    // As 64-bit integers, each lane contains the float at an even index and above it that at an odd index (on little-endian
    // processors, as all with vectors in .NET).
    public static Vector256Lanes Evens(Vector256Lanes first, Vector256Lanes second) =>
        new(Vector256.Narrow(first._values.AsUInt64(), second._values.AsUInt64()).AsSingle());

    public static Vector256Lanes Odds(Vector256Lanes first, Vector256Lanes second) =>
        new(Vector256.Narrow(first._values.AsUInt64() >>> 32, second._values.AsUInt64() >>> 32).AsSingle());

    public static Vector256Lanes GuessInverseCubeRoot(Vector256Lanes value)
    {
        Vector256<int> exponent = value._values.AsInt32() >>> InverseCubeRootGuess.MantissaBits;
        return new((Vector256.Create(InverseCubeRootGuess.Offset) - (exponent * InverseCubeRootGuess.Third)).AsSingle());
    }

    public static int Rows => 2;

    public static Vector256Lanes FillQuads(Vector128<float> quad) => new(Vector256.Create(quad, quad));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lanes LoadQuads(ReadOnlySpan<float> rows, int stride) =>
        new(Vector256.Create(Vector128.Create(rows), Vector128.Create(rows[stride..])));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreQuads(Span<float> rows, int stride)
    {
        _values.GetLower().CopyTo(rows);
        _values.GetUpper().CopyTo(rows[stride..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lanes Spread(Vector256Lanes value, int index) =>
        new(Vector256.ShuffleNative(value._values, Vector256.Create(0, 0, 0, 0, 4, 4, 4, 4) + Vector256.Create(index)));
}
