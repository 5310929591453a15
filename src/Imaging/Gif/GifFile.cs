using System.Buffers.Binary;

namespace JpegReducer.Imaging.Gif;

/// <summary>The blocks of a GIF (GIF89a specification), found but not decoded.</summary>
internal sealed class GifFile
{
    public const int HeaderLength = 13;

    private const byte ExtensionIntroducer = 0x21, ImageSeparator = 0x2C, Trailer = 0x3B;
    private const byte ControlLabel = 0xF9, PlainTextLabel = 0x01;

    private GifFile(byte[] bytes) => Bytes = bytes;

    /// <summary>The whole file.</summary>
    public byte[] Bytes { get; }

    /// <summary>The size of the logical screen; if a side is zero in the file, that of the first frame, as in browsers.</summary>
    public int Width { get; private set; }

    /// <inheritdoc cref="Width"/>
    public int Height { get; private set; }

    /// <summary>Whether the file itself states the size of the screen.</summary>
    public bool StatesScreen { get; private init; }

    /// <summary>The bytes of the global color table; empty without one.</summary>
    public Range GlobalTable { get; private init; }

    /// <summary>Everything after the global color table, in the order of the file; graphic control extensions are part of their frames.</summary>
    public List<GifBlock> Blocks { get; } = [];

    /// <summary>The pictures in the order of the file.</summary>
    public List<GifFrame> Frames { get; } = [];

    /// <summary>Whether there is a plain text extension (section 25), which browsers ignore and which may have a graphic control extension.</summary>
    public bool HasPlainText { get; private set; }

    /// <summary>The position at which parsing of the blocks ended: the trailer in an intact file.</summary>
    public byte? Ending { get; private set; }

    /// <summary>Whether parsing ended at the trailer or at zeros, which some writers pad their files with.</summary>
    public bool EndsProperly => Ending is Trailer or 0;

    /// <summary>Finds the blocks of a file whose header was surveyed as complete.</summary>
    public static GifFile Read(byte[] bytes)
    {
        int tableLength = TableLength(bytes[10]);
        GifFile file = new(bytes)
        {
            Width = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(6)),
            Height = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8)),
            StatesScreen = bytes[6..10] is not ([0, 0, _, _] or [_, _, 0, 0]),
            GlobalTable = HeaderLength..(HeaderLength + tableLength),
        };

        int position = HeaderLength + tableLength;
        GifControl? control = null;
        while (position < bytes.Length && bytes[position] is ExtensionIntroducer or ImageSeparator)
        {
            int start = position;
            if (bytes[position] == ImageSeparator)
            {
                position = file.AddFrame(start, control);
                control = null;
                continue;
            }

            position = EndOfSubBlocks(bytes, start + 2);
            if (bytes.AsSpan(start, position - start) is [_, ControlLabel, >= 4, var flags, var low, var high, var transparent, ..])
            {
                control = new GifControl(flags, low | (high << 8), transparent);
                continue;
            }

            file.HasPlainText |= bytes[start + 1] == PlainTextLabel;
            file.Blocks.Add(new GifBlock(start..position, Frame: null));
        }

        file.Ending = position < bytes.Length ? bytes[position] : null;
        return file;
    }

    /// <summary>The colors of a frame, three bytes each: local or global; empty if there are none.</summary>
    public ReadOnlySpan<byte> TableOf(GifFrame frame) => Bytes.AsSpan(frame.HasLocalTable ? frame.LocalTable : GlobalTable);

    /// <summary>The compressed data of a frame without the lengths of its sub-blocks.</summary>
    public byte[] DataOf(GifFrame frame)
    {
        using MemoryStream data = new(frame.DataEnd - frame.DataStart);
        for (int position = frame.DataStart; position < frame.DataEnd && Bytes[position] > 0; position += 1 + Bytes[position])
        {
            data.Write(Bytes.AsSpan(position + 1, Math.Min(Bytes[position], Bytes.Length - position - 1)));
        }

        return data.ToArray();
    }

    public static int TableLength(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    private int AddFrame(int start, GifControl? control)
    {
        ReadOnlySpan<byte> descriptor = Bytes.AsSpan(start, 10);
        int tableStart = start + 10, tableEnd = tableStart + TableLength(descriptor[9]);
        int dataEnd = EndOfSubBlocks(Bytes, tableEnd + 1);
        GifFrame frame = new(
            Left: BinaryPrimitives.ReadUInt16LittleEndian(descriptor[1..]),
            Top: BinaryPrimitives.ReadUInt16LittleEndian(descriptor[3..]),
            Width: BinaryPrimitives.ReadUInt16LittleEndian(descriptor[5..]),
            Height: BinaryPrimitives.ReadUInt16LittleEndian(descriptor[7..]),
            Flags: descriptor[9], LocalTable: tableStart..tableEnd, CodeSize: Bytes[tableEnd],
            DataStart: tableEnd + 1, DataEnd: dataEnd, Control: control);

        if (Width == 0) Width = frame.Width;
        if (Height == 0) Height = frame.Height;
        Frames.Add(frame);
        Blocks.Add(new GifBlock(start..dataEnd, frame));
        return dataEnd;
    }

    private static int EndOfSubBlocks(byte[] gif, int position)
    {
        while (position < gif.Length && gif[position] != 0) position += 1 + gif[position];
        return Math.Min(gif.Length, position + 1);
    }
}

/// <summary>A frame, or an extension other than a frame's control.</summary>
internal readonly record struct GifBlock(Range Place, GifFrame? Frame);

/// <summary>A graphic control extension (section 23), which applies to the next frame.</summary>
/// <param name="Flags">Disposal, user input and whether there is a transparent index, packed as in the file.</param>
/// <param name="Delay">Hundredths of a second.</param>
/// <param name="TransparentIndex">The index that leaves pixels as they are, if the flags enable it.</param>
internal readonly record struct GifControl(byte Flags, int Delay, byte TransparentIndex)
{
    public const int ToBackground = 2, ToPrevious = 3, TransparencyFlag = 1;

    public bool HasTransparency => (Flags & TransparencyFlag) != 0;

    public bool WaitsForUser => (Flags & 2) != 0;

    /// <summary>What happens to the frame's area before the next one is drawn; values above 3 are reserved.</summary>
    public int Disposal => (Flags >> 2) & 7;
}

/// <summary>One picture of the file (section 20) and the graphic control extension that precedes it.</summary>
internal sealed record GifFrame(
    int Left, int Top, int Width, int Height, byte Flags, Range LocalTable, byte CodeSize, int DataStart, int DataEnd, GifControl? Control)
{
    public bool HasLocalTable => (Flags & 0x80) != 0;

    public bool IsInterlaced => (Flags & 0x40) != 0;

    public int Pixels => Width * Height;
}
