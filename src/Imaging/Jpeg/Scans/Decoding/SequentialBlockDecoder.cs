using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Scans.Decoding;

/// <summary>Decodes whole blocks (T.81, F.2.2).</summary>
internal struct SequentialBlockDecoder(HuffmanDecoder[] dcTables, HuffmanDecoder[] acTables) : IBlockDecoder
{
    private DcPrediction _prediction;

    public void Restart() => _prediction.Reset();

    public bool TryDecode(ref BitReader reader, Span<short> block, int component)
    {
        BitReader bits = reader;
        if (!_prediction.TryRead(ref bits, dcTables[component], component, out int dc)) return false;

        block[0] = (short)dc;
        HuffmanDecoder table = acTables[component];
        HuffmanEntry[] lookup = table.Lookup;
        int k = 1;
        while (k < block.Length)
        {
            bits.Refill();
            HuffmanEntry entry = lookup[bits.Peek(HuffmanDecoder.LookaheadBits)];
            if (entry.Size != 0)
            {
                k += entry.Run;
                if (k >= block.Length) return false;
                block[k++] = (short)bits.PeekValue(entry);
                bits.Skip(entry.FullLength);
                continue;
            }

            int symbol = entry.Symbol;
            if (entry.CodeLength != 0) bits.Skip(entry.CodeLength);
            else if ((symbol = bits.ReadLongSymbol(table)) < 0) return false;

            int size = symbol & 15;
            if (size != 0)
            {
                k += symbol >> 4;
                if (k >= block.Length) return false;
                block[k++] = (short)HuffmanDecoder.Extend(bits.Read(size), size);
            }
            else
            {
                if (symbol != HuffmanSymbol.ZeroRun) break;
                k += 16;
            }
        }

        reader = bits;
        return true;
    }
}
