using System.Numerics;
using System.Runtime.CompilerServices;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Scans.Decoding;

/// <summary>Decodes the high bits of a band of AC coefficients (T.81, G.1.2.2).</summary>
internal struct AcFirstDecoder(HuffmanDecoder table, int ss, int se, int al) : IBlockDecoder
{
    // The number of further blocks in the current EOB run.
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
        int k = ss;
        while (k <= se)
        {
            bits.Refill();
            HuffmanEntry entry = lookup[bits.Peek(HuffmanDecoder.LookaheadBits)];
            if (entry.Size != 0)
            {
                k += entry.Run;
                if (k > se || entry.Size + al > 15) return false;
                block[k++] = (short)(bits.PeekValue(entry) << al);
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
                if (k > se || size + al > 15) return false;
                block[k++] = (short)(HuffmanDecoder.Extend(bits.Read(size), size) << al);
            }
            else if (symbol == HuffmanSymbol.ZeroRun)
            {
                k += 16;
            }
            else
            {
                // EOBn: this block and 2^n − 1 more, plus the number in the n bits that follow.
                _emptyBlocks = (1 << run) - 1;
                if (run > 0) _emptyBlocks += bits.Read(run);
                break;
            }
        }

        reader = bits;
        return true;
    }
}

/// <summary>Decodes one more bit of a band of AC coefficients, and coefficients that become nonzero with it (T.81, G.1.2.3).</summary>
internal struct AcRefinementDecoder(HuffmanDecoder table, int ss, int se, int al) : IBlockDecoder
{
    // Bits Ss to Se: the coefficients that the scan codes.
    private readonly ulong _band = BlockBits.Band(ss, se);
    private int _emptyBlocks;

    public void Restart() => _emptyBlocks = 0;

    public bool TryDecode(ref BitReader reader, Span<short> block, int component)
    {
        // Coefficients that earlier scans have coded take a correction bit each when a run passes them. Runs count only the
        // others, which are zero.
        ulong coded = BlockMask.Of(block, 0) & _band;
        if (_emptyBlocks > 0 && coded == 0)
        {
            _emptyBlocks--;
            return true;
        }

        BitReader bits = reader;
        ulong zeros = ~coded & _band;
        ulong uncorrected = coded;

        // The correction bits in the order of the stream, the last one lowest: at the end one for each coded coefficient.
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
                    value = ((bits.Read(1) * 2) - 1) << al;
                    break;
                default:
                    return false;
            }

            // Skips as many zeros as the run has, to the position of the new coefficient or the last of sixteen. Some writers let a run of
            // sixteen exceed the band; a coefficient may not.
            int position = BlockBits.Select(zeros, run);
            if (position == CoefficientPlane.BlockLength && value != 0) return false;

            ulong after = position == CoefficientPlane.BlockLength ? 0 : ulong.MaxValue << position;
            corrections = ReadCorrections(ref bits, corrections, BitOperations.PopCount(uncorrected & ~after));
            uncorrected &= after;
            zeros &= after << 1;
            if (value != 0) block[position] = (short)value;
            if ((uncorrected | zeros) == 0)
            {
                Correct(block, coded, corrections);
                reader = bits;
                return true;
            }
        }

        Correct(block, coded, ReadCorrections(ref bits, corrections, BitOperations.PopCount(uncorrected)));
        reader = bits;
        _emptyBlocks--;
        return true;
    }

    // Appends up to 63 bits to those read before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong ReadCorrections(ref BitReader reader, ulong before, int count)
    {
        for (; count > 31; count -= 31)
        {
            reader.Refill();
            before = (before << 31) | (uint)reader.Read(31);
        }

        reader.Refill();
        return (before << count) | (uint)reader.ReadOrZero(count);
    }

    private readonly void Correct(Span<short> block, ulong coded, ulong corrections)
    {
        if (corrections == 0) return;

        // Reversed, so that the first bit of the stream is the lowest, like the first position.
        ulong ordered = BlockBits.Reverse(corrections << (64 - BitOperations.PopCount(coded)));
        BlockBits.AddToMagnitudes(block, BlockBits.Deposit(ordered, coded), (short)(1 << al));
    }
}
