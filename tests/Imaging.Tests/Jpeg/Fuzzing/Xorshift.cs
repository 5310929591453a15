namespace JpegReducer.Imaging.Tests.Jpeg.Fuzzing;

/// <summary>Marsaglia's xorshift64*: the same numbers from the same seed, in every version of .NET.</summary>
internal sealed class Xorshift
{
    private ulong _state;

    /// <param name="seed">The seed of the test data.</param>
    /// <param name="index">The index of the mutation: each can be reproduced independently.</param>
    public Xorshift(int seed, int index)
    {
        // Neighboring seeds must differ from the start; the state must not be zero.
        _state = unchecked((((ulong)(uint)seed << 32) | (uint)index) * 0x9E3779B97F4A7C15) | 1;
        for (int i = 0; i < 4; i++) Next(2);
    }

    /// <summary>A number from 0 to below <paramref name="limit"/>.</summary>
    public int Next(int limit)
    {
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return (int)((unchecked(_state * 0x2545F4914F6CDD1D) >> 33) % (uint)limit);
    }

    /// <summary>A byte; often one of the special values.</summary>
    public byte NextByte() => Next(3) == 0 ? Borders[Next(Borders.Length)] : (byte)Next(256);

    private static ReadOnlySpan<byte> Borders =>
        [0, 1, 2, 3, 4, 7, 8, 15, 16, 17, 0x11, 0x22, 0x3F, 0x40, 0x44, 0x7F, 0x80, 0xC4, 0xD8, 0xD9, 0xDA, 0xF0, 0xFE, 0xFF];
}
