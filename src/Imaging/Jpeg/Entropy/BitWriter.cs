using System.Numerics;
using System.Runtime.CompilerServices;
using JpegReducer.Imaging.Jpeg.Coefficients;

namespace JpegReducer.Imaging.Jpeg.Entropy;

/// <summary>
/// Writes codes and bits, the highest first, with a zero stuffed behind each byte of ones (T.81, F.1.2.3). Inner loops copy
/// it into a local, so that its fields live in registers, and copy it back.
/// </summary>
internal struct BitWriter(OutputBuffer output, HuffmanCode[] tables) : ISymbolSink
{
    // Bits that wait, in the low end; fewer than 32 of them between calls.
    private ulong _waiting;
    private int _count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(int table, int symbol, int bits, int count)
    {
        int packed = tables[table].Packed[symbol];
        PutBits(((uint)(packed >> 5) << count) | (uint)bits, (packed & 31) + count);
    }

    public void PutPlaces(ulong bits, ulong places)
    {
        int count = BitOperations.PopCount(places);
        ulong gathered = BitPlaces.Gather(bits, places);
        if (count > 32) PutBits((uint)(gathered >> 32), count - 32);
        PutBits((uint)gathered, Math.Min(count, 32));
    }

    /// <summary>Fills the last byte with ones and writes what waits.</summary>
    public void Flush()
    {
        int spare = -_count & 7;
        PutBits((1U << spare) - 1, spare);
        for (; _count > 0; _count -= 8) output.WriteStuffed((byte)(_waiting >> (_count - 8)));
    }

    // At most 32 bits, and nothing above them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PutBits(uint bits, int count)
    {
        _waiting = (_waiting << count) | bits;
        _count += count;
        if (_count < 32) return;

        _count -= 32;
        output.WriteStuffed((uint)(_waiting >> _count));
    }
}
