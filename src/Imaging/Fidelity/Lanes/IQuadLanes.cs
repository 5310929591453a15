using System.Runtime.Intrinsics;

namespace JpegReducer.Imaging.Fidelity.Lanes;

/// <summary>
/// Lanes seen as quads: each quad belongs to a row of its own and holds four neighbours of it. For work along a row,
/// where each value depends on the ones before.
/// </summary>
internal interface IQuadLanes<TSelf> : IFloatLanes<TSelf>
    where TSelf : struct, IQuadLanes<TSelf>
{
    /// <summary>How many rows are worked on at once: a quarter of <see cref="IFloatLanes{TSelf}.Count"/>.</summary>
    static abstract int Rows { get; }

    /// <summary>The same four values in every quad.</summary>
    static abstract TSelf FillQuads(Vector128<float> quad);

    /// <summary>Reads four values of each row, which lie <paramref name="stride"/> apart.</summary>
    static abstract TSelf LoadQuads(ReadOnlySpan<float> rows, int stride);

    /// <summary>Writes four values of each row.</summary>
    void StoreQuads(Span<float> rows, int stride);

    /// <summary>Copies one place (0 to 3, a constant where speed matters) of each quad to its other three.</summary>
    static abstract TSelf Spread(TSelf value, int place);
}
