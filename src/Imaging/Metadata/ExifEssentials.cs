namespace JpegReducer.Imaging.Metadata;

/// <summary>Which fields of an EXIF structure are kept.</summary>
[Flags]
internal enum ExifNeeds
{
    /// <summary>The orientation, which is always kept.</summary>
    Orientation = 0,

    /// <summary>Color space and interoperability index, which state Adobe RGB if there is no profile (CIPA DC-008, annex).</summary>
    ColorSpace = 1,

    /// <summary>Pixels per inch or centimetre.</summary>
    Density = 2,

    /// <summary>Artist and copyright.</summary>
    Rights = 4,

    /// <summary>The headroom of Apple's gain maps, a field of its maker note.</summary>
    GainMapHeadroom = 8,
}

/// <summary>Reduces an EXIF structure to the necessary fields. Values are copied byte by byte, so that readers interpret them as before.</summary>
internal static class ExifEssentials
{
    private const ushort Orientation = 0x0112, XResolution = 0x011A, YResolution = 0x011B, ResolutionUnit = 0x0128, Artist = 0x013B,
    Copyright = 0x8298,
        ExifPointer = 0x8769, MakerNote = 0x927C, ColorSpace = 0xA001, InteroperabilityPointer = 0xA005, InteroperabilityIndex = 0x0001,
        AppleHdrHeadroom = 0x0021, AppleHdrGain = 0x0030;

    private const int StandardRgb = 1, AppleHeaderLength = 14;

    private static ReadOnlySpan<byte> AppleName => "Apple iOS\0"u8;

    /// <summary>The minimal structure.</summary>
    /// <param name="tiff">The full one.</param>
    /// <param name="needs">Which fields are kept.</param>
    /// <returns><see langword="null"/> if no field is left.</returns>
    public static byte[]? Select(ReadOnlySpan<byte> tiff, ExifNeeds needs)
    {
        if (!TiffFields.TryOpen(tiff, out TiffFields order, out uint first)) return null;

        List<TiffField> image = order.Read(tiff, first);
        List<TiffField> kept = [.. image.Where(field => IsKept(order, field, needs)).DistinctBy(field => field.Tag)];
        if (needs.HasFlag(ExifNeeds.Density) && Density(order, image) is { } density) kept.AddRange(density);

        TiffDirectory exif = new([], []);
        if (image.FirstOrDefault(field => field.Tag == ExifPointer) is { Value: not null } pointer && order.Number(pointer) is var at and >= 0)
            exif = Exif(order, tiff, order.Read(tiff, (uint)at), needs);

        TiffDirectory directory = new(kept, exif.IsEmpty ? [] : [(ExifPointer, exif)]);
        return directory.IsEmpty ? null : order.Write(directory);
    }

    private static bool IsKept(TiffFields order, TiffField field, ExifNeeds needs) => field.Tag switch
    {
        Orientation => order.Number(field) is >= 2 and <= 8,
        Artist or Copyright => needs.HasFlag(ExifNeeds.Rights),
        _ => false,
    };

    // 72 dots per inch is the default.
    private static TiffField[]? Density(TiffFields order, List<TiffField> image)
    {
        TiffField[] fields = [.. image.Where(field => field.Tag is XResolution or YResolution or ResolutionUnit).DistinctBy(field => field.Tag)];
        bool isTold = fields.Count(field => field.Tag != ResolutionUnit && field is { Type: 5, Count: 1 }) == 2;
        bool isUsual = fields.All(field => field.Tag == ResolutionUnit
            ? order.Number(field) == 2
            : field.Value.Length == 8 && order.ReadUInt32(field.Value) == 72 * (ulong)order.ReadUInt32(field.Value.AsSpan(4)));
        return isTold && !isUsual ? fields : null;
    }

    private static TiffDirectory Exif(TiffFields order, ReadOnlySpan<byte> tiff, List<TiffField> fields, ExifNeeds needs)
    {
        List<TiffField> kept = [];
        List<(ushort, TiffDirectory)> pointers = [];
        if (needs.HasFlag(ExifNeeds.ColorSpace))
        {
            TiffField space = fields.FirstOrDefault(field => field.Tag == ColorSpace);
            TiffField pointer = fields.FirstOrDefault(field => field.Tag == InteroperabilityPointer);
            TiffField index = pointer.Value is not null && order.Number(pointer) is var at and >= 0
                ? order.Read(tiff, (uint)at).FirstOrDefault(field => field.Tag == InteroperabilityIndex)
                : default;

            // R03 states Adobe RGB; R98 and the value 1 state the default: sRGB.
            bool isAdobe = index.Value is not null && index.Value.AsSpan().StartsWith("R03"u8);
            if (space.Value is not null && order.Number(space) != StandardRgb && (isAdobe || order.Number(space) == 2)) kept.Add(space);
            if (isAdobe) pointers.Add((InteroperabilityPointer, new TiffDirectory([index], [])));
        }

        if (needs.HasFlag(ExifNeeds.GainMapHeadroom) && fields.FirstOrDefault(field => field.Tag == MakerNote) is { Value: not null } note
            && Headroom(note) is { } headroom)
            kept.Add(headroom);
        return new TiffDirectory(kept, pointers);
    }

    // The maker note of Apple is a separate directory, with offsets from its beginning.
    private static TiffField? Headroom(TiffField note)
    {
        if (!note.Value.AsSpan().StartsWith(AppleName) || note.Value.Length < AppleHeaderLength) return null;

        TiffFields order = new(IsLittle: note.Value[AppleHeaderLength - 2] == (byte)'I');
        TiffField[] fields = [.. order.Read(note.Value, AppleHeaderLength).Where(field => field.Tag is AppleHdrHeadroom or AppleHdrGain)];
        if (fields.Length == 0) return null;

        List<byte> value = [.. note.Value[..AppleHeaderLength]];
        order.Append(value, new TiffDirectory(fields, []), start: 0);
        return note with { Count = (uint)value.Count, Value = [.. value] };
    }
}
