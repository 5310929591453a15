using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace JpegReducer.Imaging.Fidelity.Lanes;

/// <summary>Sixteen floats in one vector of 512 bits.</summary>
internal readonly struct Vector512Lanes(Vector512<float> values) : IQuadLanes<Vector512Lanes>
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

    // As 64-bit integers, each lane contains the float at an even index and above it that at an odd index (on little-endian
    // processors, as all with vectors in .NET).
    public static Vector512Lanes Evens(Vector512Lanes first, Vector512Lanes second) =>
        new(Vector512.Narrow(first._values.AsUInt64(), second._values.AsUInt64()).AsSingle());

    public static Vector512Lanes Odds(Vector512Lanes first, Vector512Lanes second) =>
        new(Vector512.Narrow(first._values.AsUInt64() >>> 32, second._values.AsUInt64() >>> 32).AsSingle());

    public static Vector512Lanes GuessInverseCubeRoot(Vector512Lanes value)
    {
        Vector512<int> exponent = value._values.AsInt32() >>> InverseCubeRootGuess.MantissaBits;
        return new((Vector512.Create(InverseCubeRootGuess.Offset) - (exponent * InverseCubeRootGuess.Third)).AsSingle());
    }

    public static int Rows => 4;

    public static Vector512Lanes FillQuads(Vector128<float> quad) =>
        new(Vector512.Create(Vector256.Create(quad, quad), Vector256.Create(quad, quad)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lanes LoadQuads(ReadOnlySpan<float> rows, int stride) => new(Vector512.Create(
        Vector256.Create(Vector128.Create(rows), Vector128.Create(rows[stride..])),
        Vector256.Create(Vector128.Create(rows[(2 * stride)..]), Vector128.Create(rows[(3 * stride)..]))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreQuads(Span<float> rows, int stride)
    {
        _values.GetLower().GetLower().CopyTo(rows);
        _values.GetLower().GetUpper().CopyTo(rows[stride..]);
        _values.GetUpper().GetLower().CopyTo(rows[(2 * stride)..]);
        _values.GetUpper().GetUpper().CopyTo(rows[(3 * stride)..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lanes Spread(Vector512Lanes value, int index) =>
        new(Vector512.ShuffleNative(value._values, Vector512.Create(0, 0, 0, 0, 4, 4, 4, 4, 8, 8, 8, 8, 12, 12, 12, 12) + Vector512.Create(index)));
}
