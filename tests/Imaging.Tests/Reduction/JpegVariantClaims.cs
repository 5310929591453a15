using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Tests.Jpeg;
using static JpegReducer.Imaging.Tests.Jpeg.JpegStreams;

namespace JpegReducer.Imaging.Tests.Reduction;

/// <summary>Files that break a rule of T.81 and that libjpeg decodes without a warning.</summary>
public sealed class JpegVariantClaims
{
    public static TheoryData<string, byte[]> Variants
    {
        get
        {
            byte[] baseline = TestPictures.Vips(subsample: true);
            byte[] progressive = TestPictures.Vips(progressive: true, subsample: true);
            return new()
            {
                { "progressive, without its last refinement", OfScans(progressive, 9) },
                { "progressive, without the refinements", OfScans(progressive, 6) },
                { "progressive, without most AC", OfScans(progressive, 3) },
                { "progressive, DC only", OfScans(progressive, 1) },
                { "without Huffman tables", Without(baseline, 0xC4) },
                { "components of equal names", EqualNames(baseline) },
                { "progressive, components of equal names", EqualNames(progressive) },
                { "an invalid table that is not used", With(baseline, (0xC4, [0x03, 0xFF, .. new byte[15], .. new byte[255]])) },
                { "chroma without a scan", WithSilentChroma(TestPictures.Vips(bands: 1)) },
            };
        }
    }

    [Theory, MemberData(nameof(Variants))]
    public void A_file_that_libjpeg_decodes_without_a_warning_is_reduced_and_shows_the_same(string variant, byte[] source)
    {
        byte[] expected = TestPictures.DecodeStrictlyByVips(source);

        ReductionOutcome outcome = Engine.Reduce(source, ReductionMode.Lossless);

        ReductionOutcome.Reduced reduced = Assert.IsType<ReductionOutcome.Reduced>(outcome);
        Assert.True(expected.AsSpan().SequenceEqual(TestPictures.DecodeStrictlyByVips(reduced.Bytes)), variant);
    }

    [Theory, MemberData(nameof(Variants))]
    public void A_variant_is_reduced_in_every_mode(string variant, byte[] source)
    {
        foreach (ReductionOptions options in (ReductionOptions[])[new(), new() { Mode = ReductionMode.Glossy }, new() { TargetScore = 80 },
            new() { Baseline = true }])
        {
            ReductionOutcome outcome = Engine.Reduce(source, options);

            Assert.False(outcome is ReductionOutcome.Failed or ReductionOutcome.Kept { Reason: KeptReason.Damaged }, $"{variant}: {outcome}");
        }
    }

    [Fact]
    public void An_incomplete_progressive_picture_is_not_written_as_sequential()
    {
        ReductionOutcome outcome = Engine.Reduce(OfScans(TestPictures.Vips(progressive: true), 1), new ReductionOptions { Baseline = true });

        ReductionOutcome.Kept kept = Assert.IsType<ReductionOutcome.Kept>(outcome);
        Assert.Equal(KeptReason.NotSmaller, kept.Reason);
        Assert.Contains("progressive", kept.Detail, StringComparison.Ordinal);
    }

    // The frame header of a gray picture, with two more components that no scan codes.
    private static byte[] WithSilentChroma(byte[] gray)
    {
        int frame = Find(gray, 0xC0);
        return [.. gray[..frame], .. Segment(0xC0, [.. gray[(frame + 4)..(frame + 9)], 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]),
            .. gray[(frame + 13)..]];
    }

    [Theory]
    [InlineData(2, 0, "components")]
    [InlineData(5, 0, "components")]
    [InlineData(1, 5, "DNL")]
    public void The_error_for_a_variant_that_no_browser_shows_names_it(int count, int heightAt, string name)
    {
        byte[] source = TestPictures.Vips(bands: 1);
        int frame = Find(source, 0xC0);
        byte[] components = [.. Enumerable.Range(1, count).SelectMany(id => (byte[])[(byte)id, 0x11, 0])];
        source =
            [.. source[..frame], .. Segment(0xC0, [.. source[(frame + 4)..(frame + 9)], (byte)(components.Length / 3), .. components]),
            .. source[(frame + 13)..]];
        if (heightAt > 0) source.AsSpan(frame + heightAt, 2).Clear();

        ReductionOutcome outcome = Engine.Reduce(source);

        Engine.AssertFails(FailureReason.UnsupportedFormat, outcome);
        Assert.Contains(name, ((ReductionOutcome.Failed)outcome).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void An_unknown_color_transform_of_adobe_is_written_as_libjpeg_interprets_it(int bands)
    {
        byte[] source =
            JpegStreams.With(
            Without(Without(TestPictures.Vips(bands: bands), 0xE0), 0xEE), (0xEE, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, 111]));

        byte[] result = Engine.Smaller(source, ReductionMode.Lossless);

        Assert.Equal(TestPictures.DecodeByVips(source), TestPictures.DecodeStrictlyByVips(result));
    }

    private static byte[] EqualNames(byte[] file)
    {
        file = [.. file];
        int frame = Math.Max(Find(file, 0xC0), Find(file, 0xC2));
        for (int component = 0; component < 3; component++) file[frame + 10 + (3 * component)] = 1;
        int scans = 0;
        for (int scan = Find(file, 0xDA); scan >= 0; scan = Find(file, 0xDA, scan + 1), scans++)
        {
            // Only interleaved scans can still be distinguished: the stream is cut after them.
            if (file[scan + 4] != 3) return OfScans(file, scans);
            for (int component = 0; component < 3; component++) file[scan + 5 + (2 * component)] = 1;
        }

        return file;
    }
}
