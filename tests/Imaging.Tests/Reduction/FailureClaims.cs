using JpegReducer.Imaging.Reduction;
using JpegReducer.Support.Images;

namespace JpegReducer.Imaging.Tests.Reduction;

public sealed class FailureClaims
{
    [Fact]
    public void A_file_without_bytes_is_empty() => Engine.AssertFails(FailureReason.Empty, Engine.Reduce(BrokenImages.Empty));

    [Fact]
    public void A_web_page_is_not_an_image() => Engine.AssertFails(FailureReason.NotAnImage, Engine.Reduce(BrokenImages.Html));

    [Theory]
    [InlineData(0xC3)]
    [InlineData(0xC5)]
    [InlineData(0xC9)]
    [InlineData(0xCA)]
    public void A_jpeg_that_no_browser_decodes_is_unsupported(byte startOfFrame) =>
        Engine.AssertFails(FailureReason.UnsupportedFormat, Engine.Reduce(BrokenImages.JpegOfProcess(startOfFrame)));

    public static TheoryData<string, byte[]> Sound => new()
    {
        { "JPEG", TestImages.Photo(64, 64) },
        { "PNG", TestImages.PhotoPng(64, 64) },
        { "GIF", TestImages.AnimatedGif() },
        { "WebP", TestImages.WebP(64, 64) },
        { "animated WebP", TestImages.AnimatedWebP() },
    };

    [Theory, MemberData(nameof(Sound))]
    public void A_file_cut_at_any_position_is_truncated_but_a_jpeg_that_shows_a_part_of_the_picture_is_damaged(string format, byte[] source)
    {
        // The first MCU of the JPEG ends within its first 400 bytes of data.
        int shown = format == "JPEG" ? source.AsSpan().IndexOf([(byte)0xFF, (byte)0xDA]) + 400 : int.MaxValue;
        Assert.IsNotType<ReductionOutcome.Failed>(Engine.Reduce(source));

        // A JPEG that lacks only its end marker, two bytes, is complete.
        for (int missing = format == "JPEG" ? 3 : 1; missing < source.Length; missing += Math.Max(1, source.Length / 60))
        {
            ReductionOutcome outcome = Engine.Reduce(source[..^missing]);

            bool isNamed = source.Length - missing >= shown
                ? outcome is ReductionOutcome.Kept { Reason: KeptReason.Damaged, Detail.Length: > 0 }
                : outcome is ReductionOutcome.Failed { Reason: FailureReason.Truncated }
                    || (shown != int.MaxValue && outcome is ReductionOutcome.Kept { Reason: KeptReason.Damaged });
            Assert.True(isNamed, $"{format} without its last {missing} bytes: {outcome}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_jpeg_that_only_lacks_its_end_marker_is_read_completely_and_gets_one(int missing)
    {
        byte[] source = TestImages.Photo(320, 240);

        foreach (ReductionOptions options in (ReductionOptions[])[new() { Mode = ReductionMode.Lossless },
            new() { Mode = ReductionMode.Lossy }, new() { TargetScore = 80 }])
        {
            ReductionOutcome.Reduced whole = Assert.IsType<ReductionOutcome.Reduced>(Engine.Reduce(source, options));
            ReductionOutcome.Reduced reduced = Assert.IsType<ReductionOutcome.Reduced>(Engine.Reduce(source[..^missing], options));

            Assert.Equal(whole.Bytes.ToArray(), reduced.Bytes.ToArray());
            Assert.Equal([0xFF, 0xD9], reduced.Bytes.ToArray()[^2..]);
        }
    }

    [Fact]
    public void Damaged_data_is_corrupt()
    {
        Engine.AssertFails(FailureReason.Corrupt, Engine.Reduce(BrokenImages.ImpossibleTables()));
        Engine.AssertFails(FailureReason.Corrupt, Engine.Reduce(BrokenImages.CorruptPng()));
    }

    [Fact]
    public void A_quantization_step_of_zero_is_decoded_as_in_libjpeg_and_is_not_written()
    {
        byte[] source = TestImages.Photo(64, 64);
        int table = source.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDB]);
        source[table + 5 + 3] = 0;

        byte[] result = Engine.Smaller(source, ReductionMode.Lossless);

        Assert.Equal(Jpeg.TestPictures.DecodeByVips(source), Jpeg.TestPictures.DecodeByVips(result));
        int written = result.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDB]);
        Assert.DoesNotContain((byte)0, result[(written + 5)..(written + 69)]);
    }

    [Theory, MemberData(nameof(Sound))]
    [Trait("Category", "Slow")]
    public void Any_flipped_bits_have_an_outcome_and_do_not_throw(string format, byte[] source)
    {
        Random random = new(format.Length);
        for (int attempt = 0; attempt < 60; attempt++)
        {
            byte[] damaged = [.. source];
            for (int flip = 0; flip < 1 + (attempt % 8); flip++) damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));

            ReductionOutcome outcome = Engine.Reduce(damaged);

            Assert.False(outcome is ReductionOutcome.Failed { Reason: FailureReason.EngineFault }, outcome.ToString());
        }
    }
}
