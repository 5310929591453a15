using System.Numerics;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Scans;

/// <summary>Decodes the high bits of a band of AC coefficients (T.81, G.1.2.2).</summary>
internal struct AcFirstDecoder(HuffmanDecoder table, int start, int end, int low) : IBlockDecoder
{
    // How many blocks more have no coefficient in the band.
    private int _emptyBlocks;

    public void Restart() => _emptyBlocks = 0;

    public bool TryDecode(ref BitReader reader, Span<short> block, int component)
    {
        if (_emptyBlocks > 0)
        {
            _emptyBlocks--;
            return true;
        }

        BitReader bits = reader;
        HuffmanEntry[] lookup = table.Lookup;
        int k = start;
        while (k <= end)
        {
            bits.Ensure32();
            HuffmanEntry entry = lookup[bits.Peek(HuffmanDecoder.LookaheadBits)];
            if (entry.FullLength != 0)
            {
                k += entry.Run;
                if (k > end) return false;
                block[k++] = (short)(entry.Value << low);
                bits.Skip(entry.FullLength);
                continue;
            }

            int symbol = bits.ReadSymbol(table);
            if (symbol < 0) return false;

            int run = symbol >> 4;
            int size = symbol & 15;
            if (size != 0)
            {
                k += run;
                if (k > end || size + low > 15) return false;
                block[k++] = (short)(HuffmanDecoder.Extend(bits.Read(size), size) << low);
            }
            else if (symbol == HuffmanSymbol.ZeroRun)
            {
                k += 16;
            }
            else
            {
                // EOBn: this block and 2^n − 1 more, and what n further bits say.
                _emptyBlocks = (1 << run) - 1;
                if (run > 0) _emptyBlocks += bits.Read(run);
                break;
            }
        }

        reader = bits;
        return true;
    }
}

/// <summary>Decodes one more bit of a band of AC coefficients, and those that begin with it (T.81, G.1.2.3).</summary>
internal struct AcRefinementDecoder(HuffmanDecoder table, int start, int end, int low) : IBlockDecoder
{
    // Bits start to end: the coefficients that the scan is about.
    private readonly ulong _band = (ulong.MaxValue << start) & (ulong.MaxValue >> (63 - end));
    private int _emptyBlocks;

    public void Restart() => _emptyBlocks = 0;

    public bool TryDecode(ref BitReader reader, Span<short> block, int component)
    {
        // Coefficients that earlier scans began: each takes a correction bit as it is passed. The others are the zeros
        // that runs count.
        ulong begun = BlockMask.Of(block, 0) & _band;
        ulong zeros = ~begun & _band;
        while (_emptyBlocks == 0)
        {
            int symbol = reader.ReadSymbol(table);
            if (symbol < 0) return false;

            int run = symbol >> 4;
            int value = 0;
            switch (symbol & 15)
            {
                case 0 when run < 15:
                    _emptyBlocks = 1 << run;
                    if (run > 0) _emptyBlocks += reader.Read(run);
                    continue;
                case 0:
                    break;
                case 1:
                    value = reader.Read(1) == 0 ? -1 << low : 1 << low;
                    break;
                default:
                    return false;
            }

            // Past so many zeros to the one where the new coefficient stands, or the last of sixteen.
            for (int i = 0; i < run && zeros != 0; i++) zeros &= zeros - 1;
            if (zeros == 0) return EndWithoutPlace(ref reader, block, begun, value);

            int place = BitOperations.TrailingZeroCount(zeros);
            ulong passed = begun & ((1UL << place) - 1);
            Correct(ref reader, block, passed);
            begun &= ~passed;
            zeros &= zeros - 1;
            if (value != 0) block[place] = (short)value;
            if ((begun | zeros) == 0) return true;
        }

        Correct(ref reader, block, begun);
        _emptyBlocks--;
        return true;
    }

    // A run of sixteen zeros may reach past the band, as some writers let it; a coefficient may not.
    private readonly bool EndWithoutPlace(ref BitReader reader, Span<short> block, ulong begun, int value)
    {
        Correct(ref reader, block, begun);
        return value == 0;
    }

    private readonly void Correct(ref BitReader reader, Span<short> block, ulong places)
    {
        for (; places != 0; places &= places - 1)
        {
            reader.Ensure32();
            if (reader.Read(1) == 0) continue;

            ref short coefficient = ref block[BitOperations.TrailingZeroCount(places)];
            coefficient += (short)(coefficient < 0 ? -1 << low : 1 << low);
        }
    }
}
