using JpegReducer.Imaging.Jpeg.Entropy;

namespace JpegReducer.Imaging.Tests.Jpeg;

public sealed class HuffmanCodeTests
{
    [Fact]
    public void Codes_are_optimal_if_the_length_limit_has_no_effect()
    {
        Random random = new(1);
        for (int round = 0; round < 200; round++)
        {
            int[] counts = new int[256];
            int used = random.Next(1, 256);
            for (int i = 0; i < used; i++) counts[random.Next(256)] = random.Next(1, 50);

            byte[] lengths = new byte[256];
            HuffmanCode.FindLengths(counts, lengths);

            Assert.Equal(UnlimitedCost([0, .. counts.Where(count => count > 0)]), counts.Zip(lengths, (count, length) => count * length).Sum());
        }
    }

    [Fact]
    public void The_total_length_of_codes_matches_their_lengths_with_and_without_the_limit()
    {
        Random random = new(3);
        for (int round = 0; round < 200; round++)
        {
            // The longest code grows with the spread of counts, from a few bits to more than the limit.
            int[] counts = new int[256];
            double spread = 25.0 * round / 200;
            for (int i = random.Next(1, 256); i > 0; i--) counts[random.Next(256)] = (int)Math.Pow(2, random.NextDouble() * spread);

            byte[] lengths = new byte[256];
            HuffmanCode.FindLengths(counts, lengths);

            Assert.Equal(counts.Zip(lengths, (count, length) => (long)count * length).Sum(), HuffmanCode.CodeBits(counts));
        }
    }

    [Fact]
    public void No_code_is_longer_than_sixteen_bits_or_consists_of_ones_only()
    {
        // Fibonacci counts give the longest codes.
        SymbolHistogram histogram = new();
        (int previous, int count) = (1, 1);
        for (int symbol = 0; symbol < 40; symbol++) (previous, count, histogram.Counts[symbol]) = (count, previous + count, count);

        HuffmanCode code = new(histogram);

        double kraft = 0;
        foreach (int packed in code.Packed[..40])
        {
            int length = packed & 31;
            Assert.InRange(length, 1, 16);
            Assert.NotEqual((1 << length) - 1, packed >> 5);
            kraft += Math.Pow(2, -length);
        }

        Assert.True(kraft < 1);
    }

    [Fact]
    public void A_single_symbol_gets_the_code_0()
    {
        SymbolHistogram histogram = new();
        histogram.Counts[17] = 5;

        HuffmanCode code = new(histogram);

        Assert.Equal(1, code.Packed[17]);
    }

    [Fact]
    public void A_decoder_decodes_the_codes_of_the_table()
    {
        Random random = new(2);
        SymbolHistogram histogram = new();
        for (int symbol = 0; symbol < 256; symbol++) histogram.Counts[symbol] = (int)Math.Pow(2, random.NextDouble() * 25);
        HuffmanCode code = new(histogram);
        using OutputBuffer table = new(600);
        code.WriteTable(table, 0, isAc: true);
        byte[] bytes = table.ToArray();
        HuffmanDecoder decoder = HuffmanDecoder.Create(bytes.AsSpan(1, 16), bytes.AsSpan(17))!;

        int[] symbols = [.. Enumerable.Range(0, 2000).Select(_ => random.Next(256))];
        using OutputBuffer output = new(16);
        BitWriter writer = new(output, [code]);
        foreach (int symbol in symbols) writer.Put(0, symbol, 0, 0);
        writer.Flush();
        using EntropyCodedData data = EntropyCodedData.Read(output.ToArray(), 0);
        BitReader reader = new(data.Bytes, 0);

        foreach (int symbol in symbols) Assert.Equal(symbol, reader.ReadSymbol(decoder));
    }

    // The sum of all inner nodes of a Huffman tree, by the textbook algorithm.
    private static int UnlimitedCost(IEnumerable<int> counts)
    {
        PriorityQueue<int, int> nodes = new(counts.Select(count => (count, count)));
        int cost = 0;
        while (nodes.Count > 1)
        {
            int sum = nodes.Dequeue() + nodes.Dequeue();
            cost += sum;
            nodes.Enqueue(sum, sum);
        }

        return cost;
    }
}
