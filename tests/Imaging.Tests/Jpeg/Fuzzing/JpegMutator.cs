using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace JpegReducer.Imaging.Tests.Jpeg.Fuzzing;

/// <summary>Damages JPEG files in ways that occur in practice and in ways of an attacker.</summary>
internal static class JpegMutator
{
    private const byte StartOfScan = 0xDA;

    /// <summary>Makes one damaged file.</summary>
    /// <param name="valid">The valid files to choose from.</param>
    /// <param name="seed">The seed of the test data.</param>
    /// <param name="index">The index of the mutation; the same numbers always give the same file.</param>
    public static byte[] Mutate(IReadOnlyList<byte[]> valid, int seed, int index)
    {
        Xorshift random = new(seed, index);
        List<byte> file = [.. valid[random.Next(valid.Count)]];

        // Mostly few: a file with many errors is rejected at the first.
        int changes = 1 << random.Next(1 + random.Next(4));
        for (int i = 0; i < changes && file.Count > 8; i++) Change(file, valid, random);
        return [.. file];
    }

    private static void Change(List<byte> file, IReadOnlyList<byte[]> valid, Xorshift random)
    {
        List<Range> segments = Segments(CollectionsMarshal.AsSpan(file));
        (int start, int length) = segments[random.Next(segments.Count)].GetOffsetAndLength(file.Count);

        // Half of all changes are made in segments, which have the greatest effect: nearly all of a file is entropy-coded data.
        int position = random.Next(2) == 0 ? random.Next(file.Count) : Math.Min(start + random.Next(length), file.Count - 1);
        switch (random.Next(12))
        {
            case 0:
                file[position] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                file[position] = random.NextByte();
                break;
            case 2:
                file[position] = unchecked((byte)(file[position] + random.Next(7) - 3));
                break;
            case 3:
                file.RemoveRange(position, Math.Min(1 + random.Next(64), file.Count - position));
                break;
            case 4:
                Splice(file, position, valid[random.Next(valid.Count)], random);
                break;
            case 5:
                file.InsertRange(position, [0xFF, (byte)(0xC0 + random.Next(0x3F))]);
                break;
            case 6 when random.Next(6) == 0:
                file.RemoveRange(position, file.Count - position);
                break;
            case 7:
                LieAboutLength(file, start, random);
                break;
            case 8:
                file.InsertRange(segments[random.Next(segments.Count)].Start.Value, file.GetRange(start, length));
                break;
            case 9:
                file.RemoveRange(start, length);
                break;
            case 10:
                EditSegment(file, segments, 0xDB, 0xC4, random);
                break;
            default:
                EditSegment(file, segments, 0xC0, StartOfScan, random);
                break;
        }
    }

    /// <summary>Replaces a part of the file by a part of another.</summary>
    private static void Splice(List<byte> file, int position, byte[] other, Xorshift random)
    {
        int from = random.Next(other.Length);
        int taken = Math.Min(1 + random.Next(200), other.Length - from);
        if (random.Next(2) == 0) file.RemoveRange(position, Math.Min(taken, file.Count - position));
        file.InsertRange(position, other[from..(from + taken)]);
    }

    private static void LieAboutLength(List<byte> file, int segment, Xorshift random)
    {
        if (segment + 4 > file.Count) return;

        Span<byte> length = CollectionsMarshal.AsSpan(file).Slice(segment + 2, 2);
        int lie = random.Next(4) switch
        {
            0 => random.Next(4),
            1 => random.Next(0x10000),
            _ => BinaryPrimitives.ReadUInt16BigEndian(length) + random.Next(9) - 4,
        };
        BinaryPrimitives.WriteUInt16BigEndian(length, unchecked((ushort)lie));
    }

    /// <summary>Sets bytes in the tables or in the headers of frame and scans.</summary>
    private static void EditSegment(List<byte> file, List<Range> segments, byte one, byte other, Xorshift random)
    {
        List<Range> chosen = segments.FindAll(segment => Kind(file[segment.Start.Value + 1]) is var kind && (kind == one || kind == other));
        if (chosen.Count == 0) return;

        (int start, int length) = chosen[random.Next(chosen.Count)].GetOffsetAndLength(file.Count);
        if (length <= 4) return;

        // The first bytes are counts and sizes; values follow.
        int span = random.Next(2) == 0 ? Math.Min(length - 4, 18) : length - 4;
        file[start + 4 + random.Next(span)] = random.NextByte();
    }

    /// <summary>The frame headers of the three processes are treated as one marker.</summary>
    private static byte Kind(byte marker) => marker is 0xC1 or 0xC2 ? (byte)0xC0 : marker;

    /// <summary>The marker segments as far as they can be parsed, without entropy-coded data; at least one range.</summary>
    private static List<Range> Segments(ReadOnlySpan<byte> file)
    {
        List<Range> segments = [];
        for (int position = 2; position + 4 <= file.Length;)
        {
            byte marker = file[position + 1];
            if (file[position] != 0xFF || marker is 0 or 0xFF or (>= 0xD0 and <= 0xD9))
            {
                position++;
                continue;
            }

            int length = Math.Min(2 + BinaryPrimitives.ReadUInt16BigEndian(file[(position + 2)..]), file.Length - position);
            segments.Add(position..(position + length));
            position += length;
        }

        if (segments.Count == 0) segments.Add(0..file.Length);
        return segments;
    }
}
