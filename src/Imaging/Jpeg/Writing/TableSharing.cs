using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Jpeg.Writing;

/// <summary>Lets scans share Huffman tables if one table for both costs less than two: nearly always in small pictures.</summary>
internal static class TableSharing
{
    /// <summary>Builds codes for histograms of one class, DC or AC.</summary>
    /// <param name="histograms">The histograms, in the order of their use.</param>
    /// <param name="max">The largest number of codes; more are merged even if that costs bytes.</param>
    /// <returns>A code for each histogram; shared codes are the same object.</returns>
    public static HuffmanCode[] Share(IReadOnlyList<SymbolHistogram> histograms, int max)
    {
        List<Group> groups = [.. histograms.Select((histogram, i) => new Group(histogram, [i]))];
        while (groups.Count > 1)
        {
            (int First, int Second, Group Merged, long Saved) best = (0, 0, groups[0], long.MinValue);
            for (int first = 0; first < groups.Count; first++)
            {
                for (int second = first + 1; second < groups.Count; second++)
                {
                    Group merged = groups[first].MergedWith(groups[second]);
                    long saved = groups[first].Bits + groups[second].Bits - merged.Bits;
                    if (saved > best.Saved) best = (first, second, merged, saved);
                }
            }

            if (best.Saved <= 0 && groups.Count <= max) break;
            groups[best.First] = best.Merged;
            groups.RemoveAt(best.Second);
        }

        HuffmanCode[] codes = new HuffmanCode[histograms.Count];
        foreach (Group group in groups)
        {
            HuffmanCode code = new(group.Histogram);
            foreach (int member in group.Members) codes[member] = code;
        }

        return codes;
    }

    private sealed record Group(SymbolHistogram Histogram, int[] Members)
    {
        public long Bits { get; } = HuffmanCode.CostBits(Histogram);

        public Group MergedWith(Group other)
        {
            SymbolHistogram sum = new();
            sum.Add(Histogram);
            sum.Add(other.Histogram);
            return new Group(sum, [.. Members, .. other.Members]);
        }
    }
}
