using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Tests.Jpeg;
using static JpegReducer.Imaging.Tests.Jpeg.JpegStreams;

namespace JpegReducer.Imaging.Tests.Reduction;

/// <summary>JPEG files that libjpeg decodes with a warning.</summary>
public sealed class DamagedClaims
{
    public static TheoryData<string, byte[]> Damaged
    {
        get
        {
            byte[] baseline = TestPictures.Vips(subsample: true);
            byte[] restarts = TestPictures.Vips(subsample: true, restartInterval: 4);
            byte[] progressive = TestPictures.Vips(progressive: true, restartInterval: 5);
            return new()
            {
                { "cut in the middle", baseline[..(baseline.Length / 2)] },
                { "cut in the middle, with an end marker", [.. baseline[..(baseline.Length / 2)], 0xFF, 0xD9] },
                { "a marker in the data", Replaced(baseline, baseline.Length / 2, 0xFF, 0x01) },
                { "a restart marker misnumbered", Replaced(restarts, Find(restarts, 0xD2) + 1, 0xD6) },
                { "a restart marker missing", [.. restarts[..Find(restarts, 0xD3)], .. restarts[(Find(restarts, 0xD3) + 2)..]] },
                { "an interval missing", [.. restarts[..Find(restarts, 0xD1)], .. restarts[Find(restarts, 0xD2)..]] },
                { "an interval twice", [.. restarts[..Find(restarts, 0xD2)], .. restarts[Find(restarts, 0xD1)..]] },
                { "damage between restarts", Replaced(restarts, Find(restarts, 0xD2) + 5, 0xFE, 0x37, 0x80, 0x01) },
                { "restarts without a defined interval", Without(restarts, 0xDD) },
                { "progressive, a marker in the data", Replaced(progressive, progressive.Length / 3, 0xFF, 0x01) },
                { "progressive, a restart marker misnumbered", Replaced(progressive, Find(progressive, 0xD2) + 1, 0xD6) },
            };
        }
    }

    [Theory, MemberData(nameof(Damaged))]
    public void A_damaged_file_is_kept_with_a_description_of_the_damage_by_default(string damage, byte[] source)
    {
        Assert.Throws<NetVips.VipsException>(() => TestPictures.DecodeStrictlyByVips(source));

        ReductionOutcome.Kept kept = Assert.IsType<ReductionOutcome.Kept>(Engine.Reduce(source));

        Assert.Equal((damage, KeptReason.Damaged), (damage, kept.Reason));
        Assert.Null(ImageHeader.Read(source.AsSpan(0, 700)).Failure);
        Assert.Matches("\\(byte [0-9]+\\)\\.$", kept.Detail);
    }

    [Theory, MemberData(nameof(Damaged))]
    public void A_damaged_file_that_is_reduced_without_loss_is_valid_and_shows_what_libjpeg_shows_of_it(string damage, byte[] source)
    {
        byte[] expected = TestPictures.DecodeByVips(source);

        ReductionOutcome outcome = Engine.Reduce(source, new ReductionOptions { Mode = ReductionMode.Lossless, Damaged = DamagedPolicy.Repair });

        ReductionOutcome.Reduced reduced = Assert.IsType<ReductionOutcome.Reduced>(outcome);
        byte[] shown = TestPictures.DecodeStrictlyByVips(reduced.Bytes);
        Assert.True(
            expected.AsSpan().SequenceEqual(shown),
            $"{damage}: {expected.Zip(shown).Count(pair => pair.First != pair.Second)} samples of {expected.Length} differ");
    }

    [Theory, MemberData(nameof(Damaged))]
    public void A_damaged_file_is_reduced_in_every_mode(string damage, byte[] source)
    {
        foreach (ReductionOptions options in (ReductionOptions[])[new(), new() { TargetScore = 80 }, new() { Baseline = true },
            new() { Mode = ReductionMode.Glossy }])
        {
            ReductionOutcome outcome = Engine.Reduce(source, options with { Damaged = DamagedPolicy.Repair });

            Assert.False(outcome is ReductionOutcome.Failed or ReductionOutcome.Kept { Reason: KeptReason.Damaged }, $"{damage}: {outcome}");
        }
    }

    [Theory]
    [InlineData(DamagedPolicy.Keep)]
    [InlineData(DamagedPolicy.Repair)]
    public void A_file_of_which_nothing_can_be_shown_fails_under_every_policy(DamagedPolicy policy)
    {
        byte[] file = TestPictures.Vips();
        ReductionOptions options = new() { Damaged = policy };

        Engine.AssertFails(FailureReason.Truncated, Engine.Reduce(file[..Find(file, 0xDA)], options));
        Engine.AssertFails(FailureReason.Truncated, Engine.Reduce(file[..(Find(file, 0xDA) + 14)], options));
        Engine.AssertFails(FailureReason.Corrupt, Engine.Reduce(Without(file, 0xDB), options));
        Engine.AssertFails(FailureReason.Corrupt, Engine.Reduce(Support.Images.BrokenImages.ImpossibleTables(), options));
    }

    [Theory]
    [InlineData(0x07)] // reserved
    [InlineData(0xF3)] // reserved for extensions
    public void A_progressive_file_that_libjpeg_rejects_fails(byte marker)
    {
        // Half of the last scan is missing, followed by an invalid segment.
        byte[] file = TestPictures.Vips(progressive: true);

        Engine.AssertFails(FailureReason.Truncated, Engine.Reduce([.. file[..^300], 0xFF, marker, 0, 0, 0]));
        Engine.AssertFails(FailureReason.Truncated, Engine.Reduce([.. file[..^300], 0xFF, 0xFE, 0, 1, 0]));
    }

    [Fact]
    public void A_picture_whose_end_marker_is_missing_before_the_next_picture_is_damaged_and_repaired_without_it()
    {
        byte[] file = TestPictures.Vips();
        byte[] two = [.. file[..^2], .. TestPictures.Vips(40, 30)];

        Assert.Equal(KeptReason.Damaged, Assert.IsType<ReductionOutcome.Kept>(Engine.Reduce(two)).Reason);
        ReductionOutcome.Reduced reduced =
            Assert.IsType<ReductionOutcome.Reduced>(
            Engine.Reduce(two, new ReductionOptions { Mode = ReductionMode.Lossless, Damaged = DamagedPolicy.Repair }));
        Assert.Equal(TestPictures.DecodeByVips(file), TestPictures.DecodeStrictlyByVips(reduced.Bytes));
    }

    private static byte[] Replaced(byte[] file, int at, params byte[] bytes) => [.. file[..at], .. bytes, .. file[(at + bytes.Length)..]];
}
