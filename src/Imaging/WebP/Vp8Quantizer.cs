namespace JpegReducer.Imaging.WebP;

/// <summary>Reads how coarsely a lossy WebP is quantized, from the headers of its VP8 frames (RFC 6386, sections 9.2 to 9.6).</summary>
internal static class Vp8Quantizer
{
    private const int Segments = 4, FrameHeaderLength = 10;

    /// <summary>
    /// The coarsest quantizer index of the finest frame, 0 to 127: about 36 at libwebp's quality 75, 20 at 85, 12 at 90, 2 at
    /// 98. <see langword="null"/> if no frame is lossy.
    /// </summary>
    public static int? Index(ReadOnlySpan<byte> webp)
    {
        int? finest = null;
        RiffChunkReader reader = new(webp);
        while (reader.MoveNext())
        {
            if (reader.Type.SequenceEqual("VP8 "u8)) Include(reader.Data, ref finest);
            if (reader.Type.SequenceEqual("ANMF"u8)) IncludeFrame(reader.Data, ref finest);
        }

        return finest;
    }

    /// <summary>The sixteen bytes of an animation's frame are followed by its chunks (RFC 9649, section 2.7.1.1).</summary>
    private static void IncludeFrame(ReadOnlySpan<byte> frame, ref int? finest)
    {
        for (ReadOnlySpan<byte> rest = frame[Math.Min(16, frame.Length)..]; rest.Length >= 8;)
        {
            uint length = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            if (length > rest.Length - 8) return;
            if (rest.StartsWith("VP8 "u8)) Include(rest.Slice(8, (int)length), ref finest);

            rest = rest[(int)Math.Min(rest.Length, 8 + length + (length & 1))..];
        }
    }

    private static void Include(ReadOnlySpan<byte> vp8, ref int? finest)
    {
        if (vp8.Length <= FrameHeaderLength) return;

        int index = Coarsest(new BoolDecoder(vp8[FrameHeaderLength..]));
        finest = Math.Min(finest ?? int.MaxValue, index);
    }

    private static int Coarsest(BoolDecoder bits)
    {
        bits.Read(2); // Color space and clamping
        Span<int> segments = stackalloc int[Segments];
        bool hasSegments = bits.Read(1) == 1, hasData = false, isAbsolute = false;
        if (hasSegments)
        {
            bool hasMap = bits.Read(1) == 1;
            hasData = bits.Read(1) == 1;
            if (hasData)
            {
                isAbsolute = bits.Read(1) == 1;
                for (int segment = 0; segment < Segments; segment++) segments[segment] = bits.ReadOptional(7);
                for (int segment = 0; segment < Segments; segment++) bits.ReadOptional(6);
            }

            for (int node = 0; hasMap && node < Segments - 1; node++)
            {
                if (bits.Read(1) == 1) bits.Read(8);
            }
        }

        bits.Read(10); // The loop filter's type, level and sharpness
        if (bits.Read(1) == 1 && bits.Read(1) == 1)
        {
            for (int delta = 0; delta < 8; delta++) bits.ReadOptional(6);
        }

        bits.Read(2); // Partitions
        int index = bits.Read(7);
        if (!hasData) return index;

        int coarsest = 0;
        foreach (int segment in segments) coarsest = Math.Max(coarsest, isAbsolute ? segment : index + segment);
        return Math.Clamp(coarsest, 0, 127);
    }

    /// <summary>The boolean entropy decoder at even odds (RFC 6386, section 7.3); zeros follow the end of the data.</summary>
    private ref struct BoolDecoder(ReadOnlySpan<byte> data)
    {
        private readonly ReadOnlySpan<byte> _data = data;
        private int _position = 2, _bits;
        private uint _value = data.Length > 1 ? ((uint)data[0] << 8) | data[1] : 0, _range = 255;

        public int Read(int count)
        {
            int value = 0;
            for (; count > 0; count--) value = (value << 1) | ReadBit();
            return value;
        }

        /// <summary>A flag and, if it is set, a magnitude and a sign; otherwise 0.</summary>
        public int ReadOptional(int count)
        {
            if (Read(1) == 0) return 0;

            int magnitude = Read(count);
            return Read(1) == 1 ? -magnitude : magnitude;
        }

        private int ReadBit()
        {
            uint split = 1 + ((_range - 1) >> 1), compared = split << 8;
            int bit = _value >= compared ? 1 : 0;
            _range = bit == 1 ? _range - split : split;
            if (bit == 1) _value -= compared;

            for (; _range < 128; _range <<= 1)
            {
                _value <<= 1;
                if (++_bits < 8) continue;

                _bits = 0;
                if (_position < _data.Length) _value |= _data[_position++];
            }

            return bit;
        }
    }
}
