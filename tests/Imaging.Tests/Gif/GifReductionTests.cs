using System.Text;
using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Gif;
using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Tests.Reduction;

namespace JpegReducer.Imaging.Tests.Gif;

public sealed class GifReductionTests
{
    private static readonly uint[] Colors = [.. Enumerable.Range(0, 256).Select(index => (uint)(index * 0x010307))];

    public static TheoryData<string> Shapes => [.. Animations.Keys];

    private static Dictionary<string, Func<byte[]>> Animations { get; } = new()
    {
        ["first frame smaller than the screen"] = () =>
            new GifBuilder(40, 30, Colors).Loops(0).Control(delay: 7).Frame(5, 6, 20, 12, Noise(240, 3)).Control(delay: 9)
            .Frame(12, 10, 20, 12, Noise(240, 4)).End(),
        ["first frame disposed to the background"] = () => Three(disposal: 2),
        ["first frame disposed to the previous one"] = () => Three(disposal: 3),
        ["reserved disposal"] = () => Three(disposal: 5),
        ["uncovered area that is never covered"] = () => new GifBuilder(40, 30, Colors).Frame(1, 1, 10, 10, Noise(100, 9)).End(),
        ["transparent index that changes"] = () =>
            new GifBuilder(16, 16, Colors).Control(transparent: 1).Frame(0, 0, 16, 16, Noise(256, 4)).Control(transparent: 2)
            .Frame(0, 0, 16, 16, Noise(256, 4, 5)).Control().Frame(2, 2, 8, 8, Noise(64, 4, 6)).End(),
        ["transparent index that no pixel has"] = () =>
            new GifBuilder(16, 16, Colors).Control(transparent: 200).Frame(0, 0, 16, 16, Noise(256, 4)).Control(transparent: 0)
            .Frame(0, 0, 16, 16, Noise(256, 4, 7)).End(),
        ["local tables"] = () =>
            new GifBuilder(16, 16, Colors).Frame(0, 0, 16, 16, Noise(256, 4)).Control(disposal: 1)
            .Frame(0, 0, 16, 16, Noise(256, 9, 5), [.. Colors.Reverse()]).Frame(3, 3, 4, 4, Noise(16, 2), [0x112233, 0x445566]).End(),
        ["no global table"] = () =>
            new GifBuilder(16, 16, []).Frame(0, 0, 16, 16, Noise(256, 9, 5), Colors).Frame(0, 0, 16, 16, Noise(256, 3, 6), Colors).End(),
        ["interlaced"] = () =>
            new GifBuilder(33, 31, Colors).Frame(0, 0, 33, 31, Noise(33 * 31, 5), interlaced: true)
            .Frame(4, 5, 7, 3, Noise(21, 5), interlaced: true).End(),
        ["frame without an area"] = () =>
            new GifBuilder(16, 16, Colors).Frame(0, 0, 16, 16, Noise(256, 4)).Control(delay: 3).Frame(4, 4, 0, 0, [])
            .Frame(1, 1, 8, 8, Noise(64, 3)).End(),
        ["frame that leaves the screen"] = () =>
            new GifBuilder(16, 16, Colors).Control(disposal: 2).Frame(10, 10, 16, 16, Noise(256, 4)).Control(disposal: 3)
            .Frame(30, 2, 8, 8, Noise(64, 3)).Frame(0, 0, 16, 16, Noise(256, 2)).End(),
        ["delays of zero and one"] = () =>
            new GifBuilder(16, 16, Colors).Control(delay: 0).Frame(0, 0, 16, 16, Noise(256, 4)).Control(delay: 1)
            .Frame(0, 0, 16, 16, Noise(256, 4, 5)).Frame(0, 0, 16, 16, Noise(256, 4, 6)).Control(delay: 65535)
            .Frame(0, 0, 16, 16, Noise(256, 4, 7)).End(),
        ["long runs and a full code table"] = () =>
            new GifBuilder(200, 200, Colors).Frame(0, 0, 200, 200, Noise(40000, 256)).Control(transparent: 255)
            .Frame(0, 0, 200, 200, new byte[40000]).Frame(0, 0, 200, 200, Noise(40000, 3)).End(),
        ["index behind its table"] = () =>
            new GifBuilder(16, 16, [1, 2, 3, 4]).Control(transparent: 9).Frame(0, 0, 16, 16, [.. Noise(255, 4), 9]).End(),
    };

    [Theory, MemberData(nameof(Shapes))]
    public void Every_frame_shows_the_same_pixels_for_the_same_time(string shape)
    {
        byte[] source = Animations[shape]();

        foreach (ReductionMode mode in Enum.GetValues<ReductionMode>())
        {
            ReductionOutcome.Reduced reduced = Assert.IsType<ReductionOutcome.Reduced>(Engine.Reduce(source, mode));

            byte[] result = reduced.Bytes.ToArray();
            ReferenceCompositor.AssertShowTheSame(source, result);
            Assert.Equal(new FidelityScore(100, Measured: true), reduced.Score);
            Assert.IsType<ReductionOutcome.Kept>(Engine.Reduce(result, mode));
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(65535)]
    public void The_loop_count_is_kept(int loops)
    {
        GifBuilder builder = new(16, 16, Colors);
        if (loops >= 0) builder.Loops(loops);
        byte[] source = builder.Control(delay: 5).Frame(0, 0, 16, 16, Noise(256, 4)).Control(delay: 5).Frame(0, 0, 16, 16, Noise(256, 4, 5)).End();

        byte[] result = Engine.Smaller(source, ReductionMode.Lossless);

        Assert.Equal(loops < 0 ? [] : new[] { loops }, GifMetadata.Loops(GifFile.Read(result)));
    }

    [Fact]
    public void A_result_with_one_different_frame_is_rejected()
    {
        byte[] source = Animations["first frame smaller than the screen"]();
        SourceImage image = new(new GifFormat(), source, ImageHeader.Read(source).Survey);
        byte[] opaque = new GifBuilder(40, 30, Colors).Loops(0).Control(delay: 7).Frame(0, 0, 40, 30, new byte[1200]).Control(delay: 9)
            .Frame(12, 10, 20, 12, Noise(240, 4)).End();

        Assert.NotNull(ResultCheck.Verify(image, new Candidate(source, Exact: true), CancellationToken.None));
        Assert.Null(ResultCheck.Verify(image, new Candidate(opaque, Exact: true), CancellationToken.None));
        Assert.Null(
            ResultCheck.Verify(
            image, new Candidate(Patched(source, find: [0x21, 0xF9, 4, 0, 9], at: 4, value: 8), Exact: true), CancellationToken.None));
        Assert.Null(
            ResultCheck.Verify(
            image, new Candidate(Patched(source, find: "NETSCAPE2.0"u8, at: 13, value: 2), Exact: true), CancellationToken.None));
        Assert.Null(
            ResultCheck.Verify(
            image, new Candidate(Patched(source, find: "GIF89a"u8, at: 12, value: 49), Exact: true), CancellationToken.None));
    }

    [Theory]
    [InlineData(MetadataPolicy.Strip, "NETSCAPE2.0", "ICCRGBG1012")]
    [InlineData(MetadataPolicy.Rights, "NETSCAPE2.0", "ICCRGBG1012", "Copyright 2026 Ada")]
    [InlineData(MetadataPolicy.Keep, "NETSCAPE2.0", "ICCRGBG1012", "Copyright 2026 Ada", "made by hand", "OTHERAPP1.0", "XMP DataXMP")]
    public void Extensions_follow_the_policy(MetadataPolicy policy, params string[] expected)
    {
        string[] all = ["NETSCAPE2.0", "ICCRGBG1012", "Copyright 2026 Ada", "made by hand", "OTHERAPP1.0", "XMP DataXMP", "C2PA_GIF"];
        byte[] source = new GifBuilder(16, 16, Colors).Loops(0).Application("ICCRGBG1012", new byte[300]).Application("XMP DataXMP", "<x/>"u8)
            .Application("OTHERAPP1.0", "what another program wrote"u8).Application("C2PA_GIF\u0001\u0000\u0000", new byte[40])
            .Comment("made by hand").Comment("Copyright 2026 Ada").Frame(0, 0, 16, 16, Noise(256, 4)).End();

        ReductionOutcome.Reduced reduced = Assert.IsType<ReductionOutcome.Reduced>(Engine.Reduce(source, ReductionMode.Lossless, policy));

        string text = Encoding.Latin1.GetString(reduced.Bytes.Span);
        Assert.Equal(expected, all.Where(words => text.Contains(words, StringComparison.Ordinal)));
        Assert.Equal(SourceTraits.ContentCredentials, reduced.Traits);
    }

    [Fact]
    public void The_pixel_aspect_ratio_and_the_background_color_are_kept()
    {
        byte[] source = new GifBuilder(16, 16, Colors, background: 77, aspect: 64).Frame(0, 0, 16, 16, Noise(256, 4)).End();

        byte[] result = Engine.Smaller(source, ReductionMode.Lossless);

        Assert.Equal(64, result[12]);
        Assert.Equal(source.AsSpan(13 + (3 * 77), 3), result.AsSpan(13 + (3 * result[11]), 3));
        Assert.True(GifFile.Read(result).GlobalTable.End.Value < 13 + (3 * 16));
    }

    [Fact]
    public void A_file_that_no_decoder_can_show_is_corrupt()
    {
        Engine.AssertFails(
            FailureReason.Corrupt, Engine.Reduce(new GifBuilder(16, 16, Colors).Frame(0, 0, 16, 16, Noise(256, 4), missing: 40).End()));
        Engine.AssertFails(FailureReason.Corrupt, Engine.Reduce(new GifBuilder(16, 16, []).Frame(0, 0, 16, 16, Noise(256, 4)).End()));
        Engine.AssertFails(FailureReason.Corrupt, Engine.Reduce(new GifBuilder(16, 16, Colors).Frame(0, 0, 0, 0, []).End()));
        Engine.AssertFails(
            FailureReason.Corrupt, Engine.Reduce(new GifBuilder(16, 16, Colors).Frame(0, 0, 16, 16, Noise(256, 4), codeSize: 9).End()));
    }

    [Fact]
    public void A_file_that_decoders_show_differently_is_kept_as_damaged()
    {
        AssertDamaged(new GifBuilder(16, 16, Colors).Frame(0, 0, 16, 16, Noise(256, 4)).Frame(0, 0, 16, 16, Noise(256, 4), missing: 40).End());
        AssertDamaged(new GifBuilder(0, 0, Colors).Frame(0, 0, 16, 16, Noise(256, 4)).End());
        AssertDamaged(new GifBuilder(16, 16, Colors).Frame(0, 0, 16, 16, Noise(256, 4)).End(ending: 0x47));

        static void AssertDamaged(byte[] source)
        {
            ReductionOutcome.Kept kept = Assert.IsType<ReductionOutcome.Kept>(Engine.Reduce(source));
            Assert.Equal(KeptReason.Damaged, kept.Reason);
            Assert.EndsWith(".", kept.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Frames_far_larger_than_the_screen_are_rejected_before_they_are_decoded()
    {
        byte[] source = new GifBuilder(16, 16, Colors).Frame(0, 0, 60_000, 60_000, Noise(256, 4)).End();

        Engine.AssertFails(FailureReason.TooLarge, Engine.Reduce(source));
    }

    private static byte[] Three(int disposal) => new GifBuilder(40, 30, Colors).Loops(3)
        .Control(disposal, delay: 5, transparent: 0).Frame(4, 3, 30, 20, Noise(600, 5))
        .Control(disposal, delay: 5, transparent: 0).Frame(0, 0, 40, 30, Noise(1200, 5, 8))
        .Control(delay: 5).Frame(10, 10, 5, 5, Noise(25, 7)).End();

    /// <summary>Indices below a bound, in runs, the same on every run.</summary>
    private static byte[] Noise(int length, int bound, int seed = 3)
    {
        Random random = new(seed);
        byte[] indices = new byte[length];
        for (int at = 0; at < length; at++) indices[at] = at > 0 && random.Next(4) > 0 ? indices[at - 1] : (byte)random.Next(bound);
        return indices;
    }

    private static byte[] Patched(byte[] source, ReadOnlySpan<byte> find, int at, byte value)
    {
        byte[] patched = [.. source];
        patched[patched.AsSpan().IndexOf(find) + at] = value;
        return patched;
    }
}
