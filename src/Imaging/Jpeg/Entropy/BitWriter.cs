using System.Numerics;
using System.Runtime.CompilerServices;
using JpegReducer.Imaging.Jpeg.Coefficients;

namespace JpegReducer.Imaging.Jpeg.Entropy;

/// <summary>
/// Writes codes and bits, the highest first, with a zero stuffed after each 0xFF byte (T.81, F.1.2.3). Inner loops copy
/// it into a local, so that its fields are in registers, and copy it back.
/// </summary>
internal struct BitWriter(OutputBuffer output, HuffmanCode[] tables) : ISymbolSink
{
    private const int WordBits = 64;

    // The codes of all tables, concatenated.
    private readonly int[] _codes = tables is [HuffmanCode only] ? only.Packed : [.. tables.SelectMany(table => table.Packed)];

    // Pending bits in the low end, and the number of free bits. Bits above the pending ones are shifted out.
    private ulong _pending;
    private int _free = WordBits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(int table, int symbol, int bits, int count)
    {
        int packed = _codes[(table * SymbolHistogram.Symbols) + symbol];
        PutBits(((uint)(packed >> 5) << count) | (uint)bits, (packed & 31) + count);
    }

    public void PutBitsAt(ulong bits, ulong positions)
    {
        int count = BitOperations.PopCount(positions);
        ulong gathered = BlockBits.Extract(bits, positions);
        if (count > 32) PutBits((uint)(gathered >> 32), count - 32);
        PutBits((uint)gathered, Math.Min(count, 32));
    }

    /// <summary>Pads the last byte with ones and writes the pending bits.</summary>
    public void Flush()
    {
        int spare = _free & 7;
        PutBits((1U << spare) - 1, spare);
        for (; _free < WordBits; _free += 8) output.WriteStuffed((byte)(_pending >> (WordBits - 8 - _free)));
    }

    // At most 32 bits; the bits above them are zero.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PutBits(uint bits, int count)
    {
        _free -= count;
        if (_free > 0)
        {
            _pending = (_pending << count) | bits;
            return;
        }

        // Some of the bits, perhaps all, complete the word; the rest stays pending.
        output.WriteStuffed((_pending << (count + _free)) | (bits >> -_free));
        _pending = bits;
        _free += WordBits;
    }
}
