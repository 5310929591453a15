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
    private const int Room = 64;

    // The codes of all tables, one behind the other.
    private readonly int[] _codes = tables is [HuffmanCode only] ? only.Packed : [.. tables.SelectMany(table => table.Packed)];

    // Bits that wait, in the low end, and how many more there is room for. What stands above them is shifted out.
    private ulong _waiting;
    private int _room = Room;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(int table, int symbol, int bits, int count)
    {
        int packed = _codes[(table * SymbolHistogram.Symbols) + symbol];
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
        int spare = _room & 7;
        PutBits((1U << spare) - 1, spare);
        for (; _room < Room; _room += 8) output.WriteStuffed((byte)(_waiting >> (Room - 8 - _room)));
    }

    // At most 32 bits, and nothing above them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PutBits(uint bits, int count)
    {
        _room -= count;
        if (_room > 0)
        {
            _waiting = (_waiting << count) | bits;
            return;
        }

        // Some of the bits, perhaps all, make the word full; the rest of them waits.
        output.WriteStuffed((_waiting << (count + _room)) | (bits >> -_room));
        _waiting = bits;
        _room += Room;
    }
}
