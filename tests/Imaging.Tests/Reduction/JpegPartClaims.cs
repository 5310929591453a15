using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using JpegReducer.Imaging.Metadata;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Tests.Jpeg;
using JpegReducer.Support.Images;
using static JpegReducer.Imaging.Tests.Reduction.PartFiles;

namespace JpegReducer.Imaging.Tests.Reduction;

/// <summary>Files that contain more than one picture.</summary>
public sealed partial class JpegPartClaims
{
    public static TheoryData<ReductionMode, MetadataPolicy> Ways
    {
        get
        {
            TheoryData<ReductionMode, MetadataPolicy> ways = [];
            foreach (ReductionMode mode in Enum.GetValues<ReductionMode>())
            {
                foreach (MetadataPolicy policy in Enum.GetValues<MetadataPolicy>()) ways.Add(mode, policy);
            }

            return ways;
        }
    }

    [Theory, MemberData(nameof(Ways))]
    public void A_gain_map_is_kept_reduced_and_listed_with_its_position(ReductionMode mode, MetadataPolicy metadata)
    {
        foreach (int gap in (int[])[0, 5])
        {
            byte[] result = Engine.Smaller(UltraHdr([], gap: gap), mode, metadata);

            (uint Type, int Size, int Start)[] listed = Listed(result);
            Assert.Equal(2, listed.Length);
            Assert.Equal((0, listed[0].Size), (listed[0].Start, listed[1].Start));
            Assert.Equal(result.Length, listed[1].Start + listed[1].Size);
            byte[] map = result[listed[1].Start..];
            Assert.True(map.Length < GainMap.Length);
            Assert.Equal(TestPictures.DecodeByVips(GainMap), TestPictures.DecodeStrictlyByVips(map));
            Assert.Equal([0xFF, 0xD9], result[(listed[0].Size - 2)..listed[0].Size]);

            string text = Encoding.Latin1.GetString(result[..listed[0].Size]), mapText = Encoding.Latin1.GetString(map);
            Assert.Equal([map.Length.ToString(CultureInfo.InvariantCulture)], ItemLength().Matches(text).Select(match => match.Groups[1].Value));
            Assert.DoesNotMatch("Padding=.5", text);
            Assert.Matches("hdrgm:Version=.1.0", text);
            Assert.Matches("hdrgm:GainMapMax=.2.5", mapText);
            Assert.Contains(IsoName, text, StringComparison.Ordinal);
            Assert.Contains(IsoName + "\u0001\u0002\u0003", mapText, StringComparison.Ordinal);
            Assert.Equal(metadata == MetadataPolicy.Keep, text.Contains("private tool", StringComparison.Ordinal));
            Assert.Equal(metadata == MetadataPolicy.Keep, mapText.Contains("private", StringComparison.Ordinal));
        }
    }

    [Theory, MemberData(nameof(Ways))]
    public void A_missing_or_unreadable_gain_map_is_not_listed(ReductionMode mode, MetadataPolicy metadata)
    {
        byte[] whole = UltraHdr([]);
        byte[] damaged = [.. whole];
        damaged.AsSpan(whole.Length - 400, 300).Fill(0xFF);
        byte[] large = Pair(0x030000, 0x050000, TestPictures.Vips(321, 240, bands: 1));
        foreach (byte[] source in (byte[][])[whole[..^GainMap.Length], whole[..^10], damaged, large])
        {
            byte[] result = Engine.Smaller(source, mode, metadata);

            string text = Encoding.Latin1.GetString(result);
            Assert.Empty(Listed(result));
            Assert.DoesNotContain("hdrgm", text, StringComparison.Ordinal);
            Assert.DoesNotContain("GainMap", text, StringComparison.Ordinal);
            Assert.DoesNotContain("21496", text, StringComparison.Ordinal);
            Assert.Equal(result.Length - 2, result.AsSpan().IndexOf([(byte)0xFF, (byte)0xD9]));
        }
    }

    [Theory, MemberData(nameof(Ways))]
    public void Both_views_of_a_stereo_picture_are_kept_and_reduced(ReductionMode mode, MetadataPolicy metadata)
    {
        byte[] second = TestImages.Photo(seed: 8);

        byte[] result = Engine.Smaller(Pair(0x020002, 0x020002, second), mode, metadata);

        (uint Type, int Size, int Start)[] listed = Listed(result);
        Assert.Equal([0x020002u, 0x020002u], listed.Select(picture => picture.Type));
        Assert.Equal(result.Length, listed[0].Size + listed[1].Size);
        byte[] view = result[listed[1].Start..];
        Assert.True(view.Length < second.Length);
        Assert.InRange(SecondDecoder.Difference(second, view), 0, mode == ReductionMode.Lossless ? 0 : 6);
    }

    [Theory]
    [InlineData(0x010002)]
    [InlineData(0)]
    public void Previews_and_other_pictures_are_removed_with_their_index_but_kept_unchanged_by_the_keep_policy(uint type)
    {
        byte[] preview = TestImages.Photo(64, 48);
        byte[] source = Pair(0x030000, type, preview);

        byte[] stripped = Engine.Smaller(source, ReductionMode.Lossless);
        byte[] kept = Engine.Smaller(source, ReductionMode.Lossless, MetadataPolicy.Keep);

        Assert.Empty(Listed(stripped));
        Assert.True(stripped.Length < source.Length - preview.Length);
        Assert.Equal(preview, kept[Listed(kept)[1].Start..]);
    }

    public static TheoryData<string, byte[]> MotionPhotos
    {
        get
        {
            string item =
                $"<rdf:li rdf:parseType='Resource'><Container:Item Item:Semantic='MotionPhoto' Item:Mime='video/mp4' "
                    + $"Item:Length='{Video.Length}'/></rdf:li>";
            byte[] sef = [.. "SEFH"u8, 0x6B, 0, 0, 0, 1, 0, 0, 0, .. new byte[12], 24, 0, 0, 0, .. "SEFT"u8];
            return new()
            {
                { "MicroVideo",
                    [.. JpegStreams.With(
                    TestImages.Photo(),
                    (0xE1,
                    Xmp($"xmlns:GCamera='http://ns.google.com/photos/1.0/camera/' GCamera:MicroVideo='1' "
                        + $"GCamera:MicroVideoOffset='{Video.Length}'"))), .. Video] },
                { "MotionPhoto with gain map", UltraHdr(Video, item) },
                { "Samsung", [.. TestImages.Photo(), 0, 0, 0x30, 0x0A, 16, 0, 0, 0, .. "MotionPhoto_Data"u8, .. Video, .. sef] },
            };
        }
    }

    [Theory, MemberData(nameof(MotionPhotos))]
    public void The_video_of_a_motion_photo_is_kept_unchanged_or_removed_with_all_references(string kind, byte[] source)
    {
        byte[] tail = source[(source.AsSpan().IndexOf("ftyp"u8) - 4)..];

        ReductionOutcome.Reduced kept = Assert.IsType<ReductionOutcome.Reduced>(Engine.Reduce(source, metadata: MetadataPolicy.Keep));

        Assert.True(kept.Bytes.Span.EndsWith(tail), kind);
        Assert.Equal(SourceTraits.None, kept.Traits);
        string announced = Encoding.Latin1.GetString(kept.Bytes.Span);
        if (kind != "Samsung") Assert.Matches($"(Item:Length|MicroVideoOffset)=.{Video.Length}", announced);
        foreach (MetadataPolicy policy in (MetadataPolicy[])[MetadataPolicy.Strip, MetadataPolicy.Rights])
        {
            ReductionOutcome.Reduced without = Assert.IsType<ReductionOutcome.Reduced>(Engine.Reduce(source, metadata: policy));

            string text = Encoding.Latin1.GetString(without.Bytes.Span);
            Assert.All(
                (string[])["ftyp", "MotionPhoto", "MicroVideo", "video/mp4", "SEFT"], word =>
                Assert.DoesNotContain(word, text, StringComparison.Ordinal));
            Assert.Equal(SourceTraits.MotionVideo, without.Traits);
        }
    }

    [Theory]
    [InlineData(MetadataPolicy.Strip)]
    [InlineData(MetadataPolicy.Rights)]
    public void Apples_gain_map_is_kept_with_its_headroom_and_without_the_rest_of_the_maker_note(MetadataPolicy policy)
    {
        TiffFields order = new(IsLittle: false);
        List<byte> note = [.. "Apple iOS\0"u8, 0, 1, .. "MM"u8];
        TiffField headroom = new(0x21, 10, 1, [0, 0, 0, 5, 0, 0, 0, 4]), gain = new(0x30, 10, 1, [0, 0, 0, 1, 0, 0, 0, 3]);
        order.Append(note, new TiffDirectory([new TiffField(0x11, 2, 8, "private\0"u8.ToArray()), headroom, gain], []), start: 0);
        byte[] exif = order.Write(new TiffDirectory([], [(0x8769, new TiffDirectory([new TiffField(0x927C, 7, (uint)note.Count, [.. note])], []))]));
        byte[] map = JpegStreams.With(
            TestPictures.Vips(80, 60, bands: 1),
            (0xE1,
                Xmp("xmlns:apdi='http://ns.apple.com/pixeldatainfo/1.0/' "
                    + "apdi:AuxiliaryImageType='urn:com:apple:photo:2020:aux:hdrgainmap' "
                    + "xmlns:HDRGainMap='http://ns.apple.com/HDRGainMap/1.0/' HDRGainMap:HDRGainMapVersion='65536'")));
        byte[] source = Pair(0x030000, 0, map);
        source = [.. source[..2], .. JpegStreams.Segment(0xE1, [.. "Exif\0\0"u8, .. exif]), .. source[2..]];

        byte[] result = Engine.Smaller(source, metadata: policy);

        Assert.Equal(2, Listed(result).Length);
        string text = Encoding.Latin1.GetString(result);
        Assert.DoesNotContain("private", text, StringComparison.Ordinal);
        Assert.Contains("aux:hdrgainmap", text, StringComparison.Ordinal);
        Assert.Contains("HDRGainMapVersion", text, StringComparison.Ordinal);
        byte[] written = result[result.AsSpan().IndexOf("Apple iOS"u8)..];
        List<TiffField> fields = order.Read(written, 14);
        Assert.Equal([0x21, 0x30], fields.Select(field => (int)field.Tag));
        Assert.Equal([headroom.Value, gain.Value], fields.Select(field => field.Value));
    }

    [Fact]
    public void A_missing_video_is_no_longer_listed()
    {
        byte[] source =
            JpegStreams.With(
            TestImages.Photo(),
            (0xE1,
            Xmp("xmlns:GCamera='http://ns.google.com/photos/1.0/camera/' GCamera:MicroVideo='1' GCamera:MicroVideoOffset='3000' "
                + "GCamera:Other='stays'")));

        ReductionOutcome.Reduced reduced = Assert.IsType<ReductionOutcome.Reduced>(Engine.Reduce(source, metadata: MetadataPolicy.Keep));

        string text = Encoding.Latin1.GetString(reduced.Bytes.Span);
        Assert.DoesNotContain("MicroVideo", text, StringComparison.Ordinal);
        Assert.Contains("stays", text, StringComparison.Ordinal);
        Assert.Equal(SourceTraits.None, reduced.Traits);
    }

    [Fact]
    public void Content_credentials_are_removed_if_bytes_change_and_other_boxes_are_kept_by_the_keep_policy()
    {
        byte[] manifest = Convert.FromHexString("00110010800000AA00389B71");
        byte[] source = JpegStreams.With(
            TestImages.Photo(),
            (0xE1,
                Xmp("xmlns:dcterms='http://purl.org/dc/terms/' dcterms:provenance='https://example.org/manifest' "
                    + "xmlns:xmp='http://ns.adobe.com/xap/1.0/' xmp:Label='stays'")),
            (0xEB,
                [.. "JP"u8, 0, 1, 0, 0, 0, 1, 0, 0, 0, 60, .. "jumb"u8, 0, 0, 0, 37, .. "jumdc2pa"u8, .. manifest, 3, .. "c2pa\0"u8,
                .. "first part"u8]),
            (0xEB, [.. "JP"u8, 0, 1, 0, 0, 0, 2, 0, 0, 0, 60, .. "jumb"u8, .. "second part"u8]),
            (0xEB, [.. "JP"u8, 0, 2, 0, 0, 0, 1, 0, 0, 0, 40, .. "jumb"u8, 0, 0, 0, 32, .. "jumdabcd"u8, .. manifest, .. "another box"u8]));

        foreach (MetadataPolicy policy in Enum.GetValues<MetadataPolicy>())
        {
            ReductionOutcome.Reduced reduced = Assert.IsType<ReductionOutcome.Reduced>(Engine.Reduce(source, metadata: policy));

            string text = Encoding.Latin1.GetString(reduced.Bytes.Span);
            Assert.All((string[])["first part", "second part", "provenance"], word => Assert.DoesNotContain(word, text, StringComparison.Ordinal));
            Assert.Equal(policy == MetadataPolicy.Keep, text.Contains("another box", StringComparison.Ordinal));
            Assert.Equal(policy == MetadataPolicy.Keep, text.Contains("stays", StringComparison.Ordinal));
            Assert.Equal(SourceTraits.ContentCredentials, reduced.Traits);
        }
    }

    [Fact]
    public void An_invalid_index_does_not_prevent_a_reduction()
    {
        byte[] source = UltraHdr(Video);
        int index = source.AsSpan().IndexOf("MPF\0"u8);
        Random random = new(1);
        for (int attempt = 0; attempt < 200; attempt++)
        {
            byte[] broken = [.. source];
            for (int flip = 0; flip < 1 + (attempt % 4); flip++) broken[index + 4 + random.Next(82)] = (byte)random.Next(256);

            byte[] result = Engine.Smaller(broken, ReductionMode.Lossless, (MetadataPolicy)(attempt % 3));

            Assert.All(Listed(result), picture => Assert.Equal([0xFF, 0xD8], result[picture.Start..(picture.Start + 2)]));
        }
    }

    [GeneratedRegex("Item:Length=.([0-9]+)")]
    private static partial Regex ItemLength();
}
