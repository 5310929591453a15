using System.Text;
using ImageMagick;
using JpegReducer.Imaging.Metadata;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Tests.Jpeg;
using JpegReducer.Support.Images;

namespace JpegReducer.Imaging.Tests.Reduction;

public sealed class JpegMetadataClaims
{
    private static readonly MetadataPolicy[] Selective = [MetadataPolicy.Strip, MetadataPolicy.Rights];

    [Theory]
    [InlineData(false, 4)]
    [InlineData(true, 4)]
    [InlineData(false, 1)]
    [InlineData(true, 3)]
    public void An_orientation_of_any_field_type_is_kept_unchanged(bool little, ushort type)
    {
        TiffFields order = new(little);
        byte[] value = type == 4 ? (little ? [6, 0, 0, 0] : [0, 0, 0, 6]) : type == 1 ? [6] : little ? [6, 0] : [0, 6];
        byte[] exif = order.Write(new TiffDirectory([new TiffField(0x0112, type, 1, value), Text(0x010F, "Maker")], []));

        foreach (MetadataPolicy policy in Selective)
        {
            byte[] written = ExifOf(Engine.Smaller(WithExif(exif), metadata: policy));

            TiffField field = Assert.Single(Fields(written));
            Assert.Equal((0x0112, type, 1u), (field.Tag, field.Type, field.Count));
            Assert.Equal(value, field.Value);
            Assert.Equal(6, Exif.Orientation(written));
        }
    }

    [Fact]
    public void An_orientation_that_only_xmp_states_is_kept_and_one_that_exif_overrides_is_removed()
    {
        byte[] xmp = PartFiles.Xmp("xmlns:tiff='http://ns.adobe.com/tiff/1.0/' tiff:Orientation='6' tiff:Make='Secret'");
        byte[] exif = new TiffFields(IsLittle: true).Write(new TiffDirectory([new TiffField(0x0112, 3, 1, [3, 0])], []));

        string alone = Encoding.Latin1.GetString(Engine.Smaller(JpegStreams.With(TestImages.Photo(), (0xE1, xmp))));
        string both = Encoding.Latin1.GetString(Engine.Smaller(JpegStreams.With(WithExif(exif), (0xE1, xmp))));

        Assert.Matches("tiff:Orientation=.6", alone);
        Assert.DoesNotContain("Secret", alone, StringComparison.Ordinal);
        Assert.DoesNotContain("tiff:", both, StringComparison.Ordinal);
    }

    [Fact]
    public void Adobe_rgb_that_only_exif_states_is_kept_and_removed_if_a_profile_states_it()
    {
        TiffFields order = new(IsLittle: false);
        TiffDirectory interoperability = new([Text(1, "R03"), new TiffField(2, 7, 4, "0100"u8.ToArray())], []);
        TiffDirectory settings = new([new TiffField(0xA001, 3, 1, [0xFF, 0xFF]), Text(0xA431, "Serial 17")], [(0xA005, interoperability)]);
        byte[] exif = order.Write(new TiffDirectory([Text(0x0110, "Model")], [(0x8769, settings)]));

        byte[] result = Engine.Smaller(WithExif(exif));
        using MagickImage image = new(result);
        byte[] profiled =
            Engine.Smaller(
            JpegStreams.With(
            WithExif(exif),
            (0xE2, [.. "ICC_PROFILE\0"u8, 1, 1, .. image.GetColorProfile()?.ToByteArray() ?? ColorProfiles.AdobeRGB1998.ToByteArray()])));

        Assert.Equal(65535, image.GetExifProfile()!.GetValue(ExifTag.ColorSpace)!.Value);
        byte[] written = ExifOf(result);
        Assert.True(written.AsSpan().IndexOf("R03\0"u8) > 0);
        Assert.DoesNotContain("Serial", Encoding.Latin1.GetString(result), StringComparison.Ordinal);
        Assert.DoesNotContain("Model", Encoding.Latin1.GetString(result), StringComparison.Ordinal);
        Assert.True(profiled.AsSpan().IndexOf("Exif\0"u8) < 0);
    }

    [Theory]
    [InlineData(240, 2, true)]
    [InlineData(72, 2, false)]
    [InlineData(72, 3, true)]
    public void A_density_that_only_exif_states_is_kept_unless_it_is_the_default(byte perUnit, byte unit, bool stays)
    {
        byte[] resolution = [0, 0, 0, perUnit, 0, 0, 0, 1];
        byte[] exif = new TiffFields(IsLittle: false).Write(new TiffDirectory(
            [new TiffField(0x011A, 5, 1, resolution), new TiffField(0x011B, 5, 1, resolution), new TiffField(0x0128, 3, 1, [0, unit])], []));

        byte[] bare = Engine.Smaller(JpegStreams.With(JpegStreams.Without(TestImages.Photo(), 0xE0), (0xE1, [.. "Exif\0\0"u8, .. exif])));

        Assert.Equal(stays, bare.AsSpan().IndexOf("Exif\0"u8) > 0);
        if (stays) Assert.Equal([0x011A, 0x011B, 0x0128], Fields(ExifOf(bare)).Select(field => (int)field.Tag));
    }

    [Fact]
    public void The_density_of_jfif_is_kept_and_its_thumbnail_is_removed()
    {
        byte[] source =
            JpegStreams.With(JpegStreams.Without(TestImages.Photo(), 0xE0), (0xE0, [.. "JFIF\0"u8, 1, 2, 1, 1, 44, 1, 44, 1, 1, 9, 9, 9]));

        foreach (MetadataPolicy policy in Selective)
            Assert.Equal([0xFF, 0xE0, 0, 16, .. "JFIF\0"u8, 1, 2, 1, 1, 44, 1, 44, 0, 0], Engine.Smaller(source, metadata: policy)[2..20]);
    }

    [Fact]
    public void The_rights_policy_keeps_only_creator_copyright_and_licence_of_exif_iptc_and_xmp()
    {
        byte[] exif = new TiffFields(IsLittle: true)
            .Write(
            new TiffDirectory(
            [Text(0x013B, "Ada the artist"), Text(0x8298, "(c) Ada"), Text(0x010F, "Maker"), Text(0x0131, "Software")], []));
        byte[] iptc =
            [.. Iptc(80, "Ada by line"), .. Iptc(116, "(c) IPTC"), .. Iptc(110, "Credited"), .. Iptc(90, "Secret City"),
            .. Iptc(120, "Secret caption")];
        byte[] resources =
            [.. "Photoshop 3.0\0"u8, .. "8BIM"u8, 3, 0xED, 0, 0, 0, 0, 0, 2, 1, 2, .. "8BIM"u8, 4, 4, 0, 0, 0, 0, 0, (byte)iptc.Length,
            .. iptc, .. new byte[iptc.Length & 1]];
        byte[] xmp = PartFiles.Xmp("xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' photoshop:Credit='Agency' photoshop:City='Secret Town'",
            "<dc:rights xmlns:dc='http://purl.org/dc/elements/1.1/'><rdf:Alt><rdf:li xml:lang='x-default'>(c) XMP</rdf:li></rdf:Alt></dc:rights>");
        byte[] source =
            JpegStreams.With(
            TestImages.Photo(), (0xE1, [.. "Exif\0\0"u8, .. exif]), (0xE1, xmp), (0xED, resources), (0xFE, "Secret comment"u8.ToArray()));

        byte[] result = Engine.Smaller(source, metadata: MetadataPolicy.Rights);
        string text = Encoding.Latin1.GetString(result), stripped = Encoding.Latin1.GetString(Engine.Smaller(source));

        string[] rights = ["Ada the artist", "(c) Ada", "Ada by line", "(c) IPTC", "Credited", "Agency", "(c) XMP"];
        Assert.All(rights, word => Assert.Contains(word, text, StringComparison.Ordinal));
        Assert.All(rights, word => Assert.DoesNotContain(word, stripped, StringComparison.Ordinal));
        Assert.All((string[])["Secret", "Maker", "Software"], word => Assert.DoesNotContain(word, text, StringComparison.Ordinal));
        using MagickImage image = new(result);
        Assert.Equal("(c) Ada", image.GetExifProfile()!.GetValue(ExifTag.Copyright)!.Value);
        Assert.Equal("Ada by line", image.GetIptcProfile()!.GetValue(IptcTag.Byline)!.Value);
    }

    private static byte[] Iptc(byte dataSet, string value) => [0x1C, 2, dataSet, 0, (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];

    private static TiffField Text(ushort tag, string text) => new(tag, 2, (uint)text.Length + 1, [.. Encoding.ASCII.GetBytes(text), 0]);

    private static byte[] WithExif(byte[] exif) => JpegStreams.With(TestImages.Photo(), (0xE1, [.. "Exif\0\0"u8, .. exif]));

    private static byte[] ExifOf(byte[] jpeg)
    {
        int at = jpeg.AsSpan().IndexOf("Exif\0\0"u8);
        return jpeg[(at + 6)..(at - 2 + (jpeg[at - 2] << 8) + jpeg[at - 1])];
    }

    private static List<TiffField> Fields(byte[] exif)
    {
        Assert.True(TiffFields.TryOpen(exif, out TiffFields order, out uint directory));
        return order.Read(exif, directory);
    }
}
