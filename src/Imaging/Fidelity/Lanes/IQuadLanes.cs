using System.Runtime.Intrinsics;

namespace JpegReducer.Imaging.Fidelity.Lanes;

/// <summary>
/// Lanes in groups of four: each quad belongs to a different row and contains four neighbors of it. For operations along a row,
/// where each value depends on the ones before.
/// </summary>
internal interface IQuadLanes<TSelf> : IFloatLanes<TSelf>
    where TSelf : struct, IQuadLanes<TSelf>
{
    /// <summary>The number of rows processed at a time: a quarter of <see cref="IFloatLanes{TSelf}.Count"/>.</summary>
    static abstract int Rows { get; }

    /// <summary>The same four values in every quad.</summary>
    static abstract TSelf FillQuads(Vector128<float> quad);

    /// <summary>Reads four values of each row, which lie <paramref name="stride"/> apart.</summary>
    static abstract TSelf LoadQuads(ReadOnlySpan<float> rows, int stride);

    /// <summary>Writes four values of each row.</summary>
    void StoreQuads(Span<float> rows, int stride);

    /// <summary>Copies one value (0 to 3, a constant where speed matters) of each quad to its other three.</summary>
    static abstract TSelf Spread(TSelf value, int index);
}
