using System.Buffers.Binary;

namespace JpegReducer.Imaging.Metadata;

/// <summary>One field of a TIFF directory, its value in the byte order of its file.</summary>
internal readonly record struct TiffField(ushort Tag, ushort Type, uint Count, byte[] Value);

/// <summary>Reads and writes the directories of a TIFF structure, such as EXIF (TIFF 6.0, 2).</summary>
/// <param name="IsLittle">Whether the byte order is little-endian.</param>
internal readonly record struct TiffFields(bool IsLittle)
{
    private const int HeaderLength = 8, FieldLength = 12, MaxFields = 256, MaxValue = 0xFFFF;

    private static ReadOnlySpan<byte> TypeSizes => [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];

    /// <summary>Reads the byte order and where the first directory is.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> tiff, out TiffFields order, out uint directory)
    {
        (order, directory) = (default, 0);
        if (tiff.Length < HeaderLength || tiff[0] != tiff[1] || tiff[0] is not ((byte)'I' or (byte)'M')) return false;

        order = new TiffFields(tiff[0] == (byte)'I');
        directory = order.ReadUInt32(tiff[4..]);
        return true;
    }

    /// <summary>The fields of a directory whose values lie within the data.</summary>
    public List<TiffField> Read(ReadOnlySpan<byte> tiff, uint directory)
    {
        List<TiffField> fields = [];
        if (directory > tiff.Length - 2) return fields;

        ReadOnlySpan<byte> entries = tiff[((int)directory + 2)..];
        int count = Math.Min(MaxFields, (int)ReadUInt16(tiff[(int)directory..]));
        for (; count > 0 && entries.Length >= FieldLength; count--, entries = entries[FieldLength..])
        {
            (ushort tag, ushort type, uint values) = (ReadUInt16(entries), ReadUInt16(entries[2..]), ReadUInt32(entries[4..]));
            if (type >= TypeSizes.Length) continue;

            long length = (long)values * TypeSizes[type];
            if (length is 0 or > MaxValue) continue;

            uint at = ReadUInt32(entries[8..]);
            if (length <= 4) fields.Add(new TiffField(tag, type, values, entries.Slice(8, (int)length).ToArray()));
            else if (at <= tiff.Length && length <= tiff.Length - at)
                fields.Add(new TiffField(tag, type, values, tiff.Slice((int)at, (int)length).ToArray()));
        }

        return fields;
    }

    /// <summary>The integer value of a field with one value; −1 for others.</summary>
    public long Number(TiffField field) => (field.Type, field.Count) switch
    {
        (1, 1) => field.Value[0],
        (3, 1) => ReadUInt16(field.Value),
        (4 or 13, 1) => ReadUInt32(field.Value),
        (9, 1) when ReadUInt32(field.Value) <= int.MaxValue => ReadUInt32(field.Value),
        _ => -1,
    };

    /// <summary>A whole structure of one directory and those its fields point to.</summary>
    public byte[] Write(TiffDirectory directory)
    {
        List<byte> tiff = [.. (IsLittle ? "II"u8 : "MM"u8), .. Bytes16(42), .. Bytes32(HeaderLength)];
        Append(tiff, directory, start: 0);
        return [.. tiff];
    }

    /// <summary>Appends a directory, its values and those it points to.</summary>
    /// <param name="data">Ends where the directory begins.</param>
    /// <param name="directory">The directory.</param>
    /// <param name="start">What offsets count from.</param>
    public void Append(List<byte> data, TiffDirectory directory, int start)
    {
        TiffField[] fields =
            [.. directory.Fields.Concat(directory.Pointers.Select(pointer => new TiffField(pointer.Tag, 4, 1, [])))
            .OrderBy(field => field.Tag)];
        int entriesAt = data.Count + 2;
        data.AddRange(Bytes16((ushort)fields.Length));
        data.AddRange(new byte[(fields.Length * FieldLength) + 4]);
        for (int i = 0; i < fields.Length; i++)
        {
            TiffField field = fields[i];
            byte[] value = [.. field.Value, .. new byte[Math.Max(0, 4 - field.Value.Length)]];
            if (directory.Pointers.FirstOrDefault(pointer => pointer.Tag == field.Tag) is { Target: { } target })
            {
                value = Bytes32((uint)(data.Count - start));
                Append(data, target, start);
            }
            else if (value.Length > 4)
            {
                byte[] offset = Bytes32((uint)(data.Count - start));
                data.AddRange(value);
                if (value.Length % 2 != 0) data.Add(0);
                value = offset;
            }

            byte[] entry = [.. Bytes16(field.Tag), .. Bytes16(field.Type), .. Bytes32(field.Count), .. value];
            for (int k = 0; k < entry.Length; k++) data[entriesAt + (i * FieldLength) + k] = entry[k];
        }
    }

    public ushort ReadUInt16(ReadOnlySpan<byte> data) =>
        IsLittle ? BinaryPrimitives.ReadUInt16LittleEndian(data) : BinaryPrimitives.ReadUInt16BigEndian(data);

    public uint ReadUInt32(ReadOnlySpan<byte> data) =>
        IsLittle ? BinaryPrimitives.ReadUInt32LittleEndian(data) : BinaryPrimitives.ReadUInt32BigEndian(data);

    private byte[] Bytes16(ushort value) => IsLittle ? [(byte)value, (byte)(value >> 8)] : [(byte)(value >> 8), (byte)value];

    private byte[] Bytes32(uint value)
    {
        byte[] bytes = new byte[4];
        if (IsLittle) BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        else BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}

/// <summary>A directory to be written.</summary>
/// <param name="Fields">Its fields.</param>
/// <param name="Pointers">The tags of fields that point to further directories, and these.</param>
internal sealed record TiffDirectory(IReadOnlyList<TiffField> Fields, IReadOnlyList<(ushort Tag, TiffDirectory Target)> Pointers)
{
    public bool IsEmpty => Fields.Count == 0 && Pointers.Count == 0;
}
