using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Writing;

/// <summary>The four Huffman table slots that a decoder has for one class, and their contents.</summary>
internal sealed class TableSlots(IReadOnlyList<HuffmanCode> usesInOrder)
{
    private const int Slots = 4;

    private readonly HuffmanCode?[] _slots = new HuffmanCode?[Slots];
    private int _next;

    /// <summary>Finds the slot of the next code, or stores the code in one.</summary>
    /// <param name="keepFrom">The first use by the current scan, whose tables must not be replaced.</param>
    /// <param name="isNew">Whether the table has to be written before the scan.</param>
    public int Use(int keepFrom, out bool isNew)
    {
        HuffmanCode code = usesInOrder[_next++];
        int slot = Array.IndexOf(_slots, code);
        isNew = slot < 0;
        if (!isNew) return slot;

        // Replaces the table that is needed last, or never again.
        slot = Enumerable.Range(0, Slots).MaxBy(candidate => NextUse(_slots[candidate], keepFrom));
        _slots[slot] = code;
        return slot;
    }

    private int NextUse(HuffmanCode? code, int keepFrom)
    {
        if (code is null) return int.MaxValue;
        for (int use = keepFrom; use < usesInOrder.Count; use++)
        {
            if (ReferenceEquals(usesInOrder[use], code)) return use;
        }

        return int.MaxValue - 1;
    }
}
