using System.Numerics;
using System.Runtime.CompilerServices;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Scans.Decoding;

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
            bits.Refill();
            HuffmanEntry entry = lookup[bits.Peek(HuffmanDecoder.LookaheadBits)];
            if (entry.Size != 0)
            {
                k += entry.Run;
                if (k > end || entry.Size + low > 15) return false;
                block[k++] = (short)(bits.PeekValue(entry) << low);
                bits.Skip(entry.FullLength);
                continue;
            }

            int symbol = entry.Symbol;
            if (entry.CodeLength != 0) bits.Skip(entry.CodeLength);
            else if ((symbol = bits.ReadLongSymbol(table)) < 0) return false;

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
    private readonly ulong _band = BitPlaces.Band(start, end);
    private int _emptyBlocks;

    public void Restart() => _emptyBlocks = 0;

    public bool TryDecode(ref BitReader reader, Span<short> block, int component)
    {
        // Coefficients that earlier scans began: each takes a correction bit as it is passed. The others are the zeros
        // that runs count.
        ulong begun = BlockMask.Of(block, 0) & _band;
        if (_emptyBlocks > 0 && begun == 0)
        {
            _emptyBlocks--;
            return true;
        }

        BitReader bits = reader;
        ulong zeros = ~begun & _band;
        ulong uncorrected = begun;

        // The correction bits in the order of the stream, the last one lowest: in the end one for each that has begun.
        ulong corrections = 0;
        while (_emptyBlocks == 0)
        {
            int symbol = bits.ReadSymbol(table);
            if (symbol < 0) return false;

            int run = symbol >> 4;
            int value = 0;
            switch (symbol & 15)
            {
                case 0 when run < 15:
                    _emptyBlocks = 1 << run;
                    if (run > 0) _emptyBlocks += bits.Read(run);
                    continue;
                case 0:
                    break;
                case 1:
                    value = ((bits.Read(1) * 2) - 1) << low;
                    break;
                default:
                    return false;
            }

            // Past so many zeros to the one where the new coefficient stands, or the last of sixteen. A run of sixteen
            // may reach past the band, as some writers let it; a coefficient may not.
            int place = BitPlaces.Find(zeros, run);
            if (place == CoefficientPlane.BlockLength && value != 0) return false;

            ulong behind = place == CoefficientPlane.BlockLength ? 0 : ulong.MaxValue << place;
            corrections = ReadCorrections(ref bits, corrections, BitOperations.PopCount(uncorrected & ~behind));
            uncorrected &= behind;
            zeros &= behind << 1;
            if (value != 0) block[place] = (short)value;
            if ((uncorrected | zeros) == 0)
            {
                Correct(block, begun, corrections);
                reader = bits;
                return true;
            }
        }

        Correct(block, begun, ReadCorrections(ref bits, corrections, BitOperations.PopCount(uncorrected)));
        reader = bits;
        _emptyBlocks--;
        return true;
    }

    // Appends so many bits, at most 63, to those read before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong ReadCorrections(ref BitReader reader, ulong before, int count)
    {
        for (; count > 31; count -= 31)
        {
            reader.Refill();
            before = (before << 31) | (uint)reader.Read(31);
        }

        reader.Refill();
        return (before << count) | (uint)reader.ReadSome(count);
    }

    private readonly void Correct(Span<short> block, ulong begun, ulong corrections)
    {
        if (corrections == 0) return;

        // Turned round, so that the first bit of the stream is the lowest, as the first place is.
        ulong ordered = BitPlaces.Turn(corrections << (64 - BitOperations.PopCount(begun)));
        BitPlaces.Grow(block, BitPlaces.Scatter(ordered, begun), (short)(1 << low));
    }
}
