using System.Numerics;

namespace JpegReducer.Imaging.Fidelity.Lanes;

/// <summary>
/// A SIMD vector of floats, so that one kernel serves every vector width. Each lane does the
/// same IEEE 754 operations in the same order whatever the width, and none of them is an estimate: scores are equal to
/// the last bit on every processor.
/// </summary>
internal interface IFloatLanes<TSelf> :
    IAdditionOperators<TSelf, TSelf, TSelf>,
    ISubtractionOperators<TSelf, TSelf, TSelf>,
    IMultiplyOperators<TSelf, TSelf, TSelf>,
    IDivisionOperators<TSelf, TSelf, TSelf>
    where TSelf : struct, IFloatLanes<TSelf>
{
    /// <summary>The number of lanes: 1, 4, 8 or 16.</summary>
    static abstract int Count { get; }

    /// <summary>The same value in every lane.</summary>
    static abstract TSelf Fill(float value);

    /// <summary>Reads <see cref="Count"/> values from <paramref name="index"/> on.</summary>
    static abstract TSelf Load(ReadOnlySpan<float> row, int index);

    /// <summary>Writes <see cref="Count"/> values from <paramref name="index"/> on.</summary>
    void Store(Span<float> row, int index);

    /// <summary>
    /// left × right + addend with one rounding, lane by lane; exact, if slow, where the processor has no such instruction.
    /// </summary>
    static abstract TSelf MultiplyAdd(TSelf left, TSelf right, TSelf addend);

    /// <summary>The magnitude, lane by lane.</summary>
    static abstract TSelf Abs(TSelf value);

    /// <summary>The larger one, lane by lane.</summary>
    static abstract TSelf Max(TSelf left, TSelf right);

    /// <summary>The values at even indexes (0, 2, …) of both, taken as one sequence.</summary>
    static abstract TSelf Evens(TSelf first, TSelf second);

    /// <summary>The values at odd indexes (1, 3, …) of both, taken as one sequence.</summary>
    static abstract TSelf Odds(TSelf first, TSelf second);

    /// <summary>1/∛value within a third, from the exponent alone; for normal positive numbers.</summary>
    static abstract TSelf GuessInverseCubeRoot(TSelf value);
}
