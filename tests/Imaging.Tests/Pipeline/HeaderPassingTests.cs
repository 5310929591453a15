using JpegReducer.Imaging.Comparison;
using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Tests.Reduction;
using JpegReducer.Support.Images;

namespace JpegReducer.Imaging.Tests.Pipeline;

/// <summary>A header that is already parsed is not parsed again.</summary>
public sealed class HeaderPassingTests
{
    public static TheoryData<string> Names => ["photo", "PNG", "GIF", "WebP"];

    [Theory, MemberData(nameof(Names))]
    public void A_header_from_the_first_bytes_gives_the_same_result(string name)
    {
        byte[] source = Source(name);
        ReductionOutcome expected = Engine.Reduce(source);

        foreach (int length in new[] { 0, 1, 40, source.Length / 2, source.Length })
        {
            ImageHeader header = ImageHeader.Read(source.AsSpan(0, length));
            ReductionOutcome actual = new Reducer(new ReductionLimits()).Reduce(source, header, new ReductionOptions(), CancellationToken.None);

            Assert.Equal(expected.Source, actual.Source);
            Assert.Equal((expected as ReductionOutcome.Reduced)?.Bytes.ToArray(), (actual as ReductionOutcome.Reduced)?.Bytes.ToArray());
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void A_parsed_header_is_not_parsed_again(string name)
    {
        byte[] source = Source(name);
        ImageHeader header = ImageHeader.Read(source);
        ReductionLimits limits = new();

        // Without its first bytes the file is no longer an image: parsing it again would fail.
        byte[] overwritten = [.. new byte[24], .. source[24..]];
        ReductionOutcome read = new Reducer(limits).Reduce(overwritten, header, new ReductionOptions(), CancellationToken.None);

        Assert.Equal(header.Info, read.Source);
        Assert.Equal(FailureReason.NotAnImage, Assert.IsType<ReductionOutcome.Failed>(Engine.Reduce(overwritten)).Reason);
    }

    [Fact]
    public void The_comparison_uses_the_header_of_the_reference()
    {
        byte[] source = TestImages.Photo();
        ImageHeader header = ImageHeader.Read(source);
        byte[] overwritten = [.. new byte[24], .. source[24..]];

        ComparisonOutcome outcome = new ImageComparer(new ReductionLimits()).Compare(overwritten, header, source, CancellationToken.None);

        // Detected by the decoder, not by the header.
        Assert.Equal(FailureReason.Corrupt, Assert.IsType<ComparisonOutcome.Refused>(outcome).Failure.Reason);
    }

    private static byte[] Source(string name) => name switch
    {
        "photo" => TestImages.Photo(96, 72),
        "PNG" => TestImages.ScreenPng(96, 72),
        "GIF" => TestImages.AnimatedGif(32, 24),
        _ => TestImages.LosslessWebP(64, 48),
    };
}
