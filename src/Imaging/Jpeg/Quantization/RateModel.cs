using JpegReducer.Imaging.Jpeg.Entropy;
using JpegReducer.Imaging.Numerics;

namespace JpegReducer.Imaging.Jpeg.Quantization;

/// <summary>The expected cost of each symbol of a component's AC coefficients, with its value bits.</summary>
internal sealed class RateModel
{
    private readonly float[] _costs = new float[SymbolHistogram.Symbols];

    /// <param name="histogram">The symbol counts of the previous pass.</param>
    /// <param name="lambda">The Lagrange multiplier: the cost of one bit in squared quantization steps.</param>
    public RateModel(SymbolHistogram histogram, float lambda)
    {
        long total = 0;
        foreach (int count in histogram.Counts) total += count;

        // Counts are increased by one half: a symbol without occurrences is expensive, but possible.
        float totalBits = PortableMath.Log2(total + (SymbolHistogram.Symbols / 2f));
        for (int symbol = 0; symbol < _costs.Length; symbol++)
        {
            float codeBits = totalBits - PortableMath.Log2(histogram.Counts[symbol] + 0.5f);
            _costs[symbol] = lambda * (Math.Max(codeBits, 0.1f) + HuffmanSymbol.ValueBits(symbol & 0xFF));
        }

        MinCost = _costs.Min();
        EndOfBlock = _costs[HuffmanSymbol.EndOfBlock];
        ZeroRun = _costs[HuffmanSymbol.ZeroRun];
    }

    /// <summary>The cost of each symbol.</summary>
    public ReadOnlySpan<float> Costs => _costs;

    /// <summary>The cost of the cheapest symbol.</summary>
    public float MinCost { get; }

    public float EndOfBlock { get; }

    public float ZeroRun { get; }
}
