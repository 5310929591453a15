using JpegReducer.Imaging.Jpeg.Entropy;
using JpegReducer.Imaging.Numerics;

namespace JpegReducer.Imaging.Jpeg.Quantization;

/// <summary>What each symbol of a component's AC coefficients is expected to cost, its value bits included.</summary>
internal sealed class RateModel
{
    private readonly float[] _costs = new float[SymbolHistogram.Symbols];

    /// <param name="histogram">How often the symbols came in the pass before.</param>
    /// <param name="lambda">What one bit costs, in squared quantization steps.</param>
    public RateModel(SymbolHistogram histogram, float lambda)
    {
        long total = 0;
        foreach (int count in histogram.Counts) total += count;

        // Half a time more than it came: a symbol that has not been seen is dear, and not impossible.
        float totalBits = PortableMath.Log2(total + (SymbolHistogram.Symbols / 2f));
        for (int symbol = 0; symbol < _costs.Length; symbol++)
        {
            float codeBits = totalBits - PortableMath.Log2(histogram.Counts[symbol] + 0.5f);
            _costs[symbol] = lambda * (Math.Max(codeBits, 0.1f) + HuffmanSymbol.ValueBits(symbol & 0xFF));
        }

        Least = _costs.Min();
        EndOfBlock = _costs[HuffmanSymbol.EndOfBlock];
        ZeroRun = _costs[HuffmanSymbol.ZeroRun];
    }

    /// <summary>For each symbol what it costs.</summary>
    public ReadOnlySpan<float> Costs => _costs;

    /// <summary>What the cheapest symbol costs.</summary>
    public float Least { get; }

    public float EndOfBlock { get; }

    public float ZeroRun { get; }
}
