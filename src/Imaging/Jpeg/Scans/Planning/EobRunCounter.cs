using System.Numerics;
using System.Runtime.Intrinsics;

namespace JpegReducer.Imaging.Jpeg.Scans.Planning;

/// <summary>Counts the runs of empty blocks that each band of a component would have, 64 blocks at a time.</summary>
/// <remarks>
/// A run begins with an empty block behind one that ended by itself, or with a block whose band holds something but not its
/// last coefficient: that one's own end is the run's first. It goes on over the empty blocks behind. A run is 2^k blocks long
/// or longer where a beginning has 2^k − 1 such blocks behind it; in words of 64 blocks that is a few shifts for all at once.
/// </remarks>
internal sealed class EobRunCounter
{
    private const int Segments = BandStatistics.Segments;
    private const int WordBits = 64;

    /// <summary>EOB14 is the last symbol (T.81, table G.1). A run that takes two of it is counted as one.</summary>
    private const int Classes = 15;

    /// <summary>What behind the last block ends all runs and begins none: a shape with nothing empty and all ended.</summary>
    private const ushort Ending = (1 << (2 * Segments)) - 1;

    private readonly int _words;

    // For each bit of a shape a column of words: bit i of word w is about block 64 w + i.
    private readonly ulong[] _columns;
    private readonly ulong[] _alive;
    private readonly ulong[] _empty;

    /// <param name="shapes">
    /// For each block a bit for each segment that is not empty, and above these a bit for each whose last coefficient is not zero.
    /// </param>
    public EobRunCounter(ReadOnlySpan<ushort> shapes)
    {
        _words = (shapes.Length / WordBits) + 1;
        _columns = new ulong[2 * Segments * _words];
        _alive = new ulong[_words];
        _empty = new ulong[_words];

        Span<ushort> block = stackalloc ushort[WordBits];
        for (int word = 0; word < _words; word++)
        {
            ReadOnlySpan<ushort> present = shapes[(word * WordBits)..Math.Min((word + 1) * WordBits, shapes.Length)];
            present.CopyTo(block);
            block[present.Length..].Fill(Ending);
            for (int bit = 0; bit < 2 * Segments; bit++) _columns[(bit * _words) + word] = Column(block, bit);
        }
    }

    /// <summary>Adds the symbols of a band's runs.</summary>
    /// <param name="first">The segment with which the band begins.</param>
    /// <param name="last">The segment with which it ends.</param>
    /// <param name="counts">How often each symbol comes.</param>
    public void Count(int first, int last, Span<int> counts)
    {
        int longer = FindBeginnings(first, last);
        for (int k = 0; k < Classes && longer > 0; k++)
        {
            int atLeast = longer;
            longer = k + 1 < Classes ? KeepLonger(1 << k) : 0;
            counts[k << 4] += atLeast - longer;
        }
    }

    private static ulong Column(ReadOnlySpan<ushort> shapes, int bit)
    {
        ulong column = 0;
        for (int i = 0; i < WordBits; i += Vector256<ushort>.Count)
            column |= (ulong)(Vector256.Create(shapes[i..]) << (15 - bit)).ExtractMostSignificantBits() << i;
        return column;
    }

    // Marks where runs begin, and the empty blocks by which they go on.
    private int FindBeginnings(int first, int last)
    {
        int runs = 0;
        ulong ended = 1;
        for (int word = 0; word < _words; word++)
        {
            ulong occupied = 0;
            for (int segment = first; segment <= last; segment++) occupied |= _columns[(segment * _words) + word];
            ulong full = _columns[((Segments + last) * _words) + word] & occupied;
            ulong behindEnd = (full << 1) | ended;
            ended = full >> (WordBits - 1);
            _alive[word] = (occupied & ~full) | (~occupied & behindEnd);
            _empty[word] = ~occupied & ~behindEnd;
            runs += BitOperations.PopCount(_alive[word]);
        }

        return runs;
    }

    // Drops the beginnings of runs shorter than twice the length, and from then on looks at twice as many blocks at once.
    private int KeepLonger(int length)
    {
        int runs = 0;
        for (int word = 0; word < _words; word++)
        {
            ulong behind = Behind(word, length);
            _alive[word] &= behind;
            runs += BitOperations.PopCount(_alive[word]);
            _empty[word] &= behind;
        }

        return runs;
    }

    private ulong Behind(int word, int distance)
    {
        int index = word + (distance / WordBits);
        int shift = distance % WordBits;
        ulong low = index < _words ? _empty[index] >> shift : 0;
        ulong high = shift > 0 && index + 1 < _words ? _empty[index + 1] << (WordBits - shift) : 0;
        return low | high;
    }
}
