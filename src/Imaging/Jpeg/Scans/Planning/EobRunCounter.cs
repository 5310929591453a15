using System.Numerics;
using System.Runtime.Intrinsics;

namespace JpegReducer.Imaging.Jpeg.Scans.Planning;

/// <summary>Counts the EOB runs of each possible band of a component, 64 blocks at a time.</summary>
/// <remarks>
/// A run starts with an empty block after a block that needs no EOB, or with a block whose band is not empty but ends with zeros:
/// its own EOB is the first of the run. The run continues over the empty blocks that follow. A run is at least 2^k blocks long if
/// its start is followed by 2^k − 1 empty blocks; on words of 64 blocks this takes a few shifts.
/// </remarks>
internal sealed class EobRunCounter
{
    private const int Segments = BandStatistics.Segments;
    private const int WordBits = 64;

    /// <summary>EOB14 is the last symbol (T.81, table G.1). A run that needs two symbols is counted as one.</summary>
    private const int MaxSymbols = 15;

    /// <summary>The shape after the last block, which ends all runs and starts none: nothing empty, no EOB needed.</summary>
    private const ushort Terminator = (1 << (2 * Segments)) - 1;

    private readonly int _words;

    // For each bit of a shape a column of words: bit i of word w belongs to block 64 w + i.
    private readonly ulong[] _columns;
    private readonly ulong[] _starts;
    private readonly ulong[] _empty;

    /// <param name="shapes">
    /// For each block a bit for each nonempty segment, and above these a bit for each segment whose last coefficient is nonzero.
    /// </param>
    public EobRunCounter(ReadOnlySpan<ushort> shapes)
    {
        _words = (shapes.Length / WordBits) + 1;
        _columns = new ulong[2 * Segments * _words];
        _starts = new ulong[_words];
        _empty = new ulong[_words];

        Span<ushort> block = stackalloc ushort[WordBits];
        for (int word = 0; word < _words; word++)
        {
            ReadOnlySpan<ushort> present = shapes[(word * WordBits)..Math.Min((word + 1) * WordBits, shapes.Length)];
            present.CopyTo(block);
            block[present.Length..].Fill(Terminator);
            for (int bit = 0; bit < 2 * Segments; bit++) _columns[(bit * _words) + word] = Column(block, bit);
        }
    }

    /// <summary>Adds the EOB symbols of a band.</summary>
    /// <param name="first">The first segment of the band.</param>
    /// <param name="last">The last segment of the band.</param>
    /// <param name="counts">The count of each symbol.</param>
    public void Count(int first, int last, Span<int> counts)
    {
        int longer = FindRunStarts(first, last);
        for (int k = 0; k < MaxSymbols && longer > 0; k++)
        {
            int atLeast = longer;
            longer = k + 1 < MaxSymbols ? KeepLongerRuns(1 << k) : 0;
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

    // Marks the starts of runs and the empty blocks that continue them.
    private int FindRunStarts(int first, int last)
    {
        int runs = 0;
        ulong ended = 1;
        for (int word = 0; word < _words; word++)
        {
            ulong occupied = 0;
            for (int segment = first; segment <= last; segment++) occupied |= _columns[(segment * _words) + word];
            ulong full = _columns[((Segments + last) * _words) + word] & occupied;
            ulong afterEnd = (full << 1) | ended;
            ended = full >> (WordBits - 1);
            _starts[word] = (occupied & ~full) | (~occupied & afterEnd);
            _empty[word] = ~occupied & ~afterEnd;
            runs += BitOperations.PopCount(_starts[word]);
        }

        return runs;
    }

    // Drops the starts of runs shorter than twice the length, and doubles the number of blocks that each bit represents.
    private int KeepLongerRuns(int length)
    {
        int runs = 0;
        for (int word = 0; word < _words; word++)
        {
            ulong following = ShiftEmpty(word, length);
            _starts[word] &= following;
            runs += BitOperations.PopCount(_starts[word]);
            _empty[word] &= following;
        }

        return runs;
    }

    private ulong ShiftEmpty(int word, int distance)
    {
        int index = word + (distance / WordBits);
        int shift = distance % WordBits;
        ulong low = index < _words ? _empty[index] >> shift : 0;
        ulong high = shift > 0 && index + 1 < _words ? _empty[index + 1] << (WordBits - shift) : 0;
        return low | high;
    }
}
