using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Reading;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Tests.Jpeg;

public sealed class JpegDecoderTests
{
    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(false, 3)]
    [InlineData(true, 5)]
    public void The_inverse_DCT_of_the_coefficients_matches_another_decoder(bool progressive, int restartInterval)
    {
        byte[] file = TestPictures.Vips(bands: 1, progressive: progressive, restartInterval: restartInterval);
        byte[] expected = TestPictures.DecodeByVips(file);

        using JpegImage image = Coefficients.Read(file);

        byte[] samples = ReferenceInverseDct.Samples(image.Components[0], image.Frame.Width, image.Frame.Height);
        Assert.Equal(expected.Length, samples.Length);
        Assert.All(expected.Zip(samples), pair => Assert.InRange(pair.Second - pair.First, -1, 1));
    }

    [Theory]
    [InlineData("1x1,1x1,1x1")]
    [InlineData("2x1,1x1,1x1")]
    [InlineData("2x2,1x1,1x1")]
    [InlineData("1x2,1x1,1x1")]
    [InlineData("4x1,1x1,1x1")]
    [InlineData("4x2,1x1,1x1")]
    [InlineData("1x1,2x1,1x2")]
    [InlineData("2x2,2x1,1x2")]
    public void Sequential_and_progressive_forms_of_a_picture_have_the_same_coefficients(string sampling)
    {
        byte[] sequentialFile = TestPictures.Magick(sampling);
        byte[] progressiveFile = TestPictures.Magick(sampling, progressive: true);

        using JpegImage sequential = Coefficients.Read(sequentialFile);
        using JpegImage progressive = Coefficients.Read(progressiveFile);

        Assert.Equal(JpegProcess.Baseline, sequential.Frame.Process);
        Assert.Equal(JpegProcess.Progressive, progressive.Frame.Process);
        Coefficients.AssertSame(sequential, progressive);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Restart_markers_do_not_change_the_coefficients(bool progressive)
    {
        using JpegImage plain = Coefficients.Read(TestPictures.Vips(subsample: true, progressive: progressive));
        using JpegImage restarted = Coefficients.Read(TestPictures.Vips(subsample: true, progressive: progressive, restartInterval: 7));

        Coefficients.AssertSame(plain, restarted);
    }

    [Fact]
    public void Four_components_are_decoded()
    {
        using JpegImage image = Coefficients.Read(TestPictures.Vips(bands: 4));

        Assert.Equal(4, image.Components.Count);
        Assert.Contains(image.Metadata, segment => segment.Is(Marker.App14, "Adobe"u8));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 8)]
    [InlineData(9, 17)]
    public void The_smallest_pictures_are_decoded(int width, int height)
    {
        using JpegImage image = Coefficients.Read(TestPictures.Vips(width, height, subsample: true));

        Assert.Equal((width, height), (image.Frame.Width, image.Frame.Height));
    }

    [Fact]
    public void Stray_bytes_between_segments_and_a_missing_EOI_are_accepted()
    {
        byte[] file = TestPictures.Vips();
        byte[] damaged = [.. file[..2], 0xFF, 0x00, 0x31, 0x32, 0xFF, 0xFF, .. file[2..^2]];

        using JpegImage expected = Coefficients.Read(file);
        using JpegImage image = Coefficients.Read(damaged);

        Coefficients.AssertSame(expected, image);
        Assert.True(image.Trailer.IsEmpty);
    }

    [Fact]
    public void Data_after_the_picture_becomes_its_trailer()
    {
        byte[] file = TestPictures.Vips();
        byte[] second = TestPictures.Vips(40, 30);

        using JpegImage image = Coefficients.Read((byte[])[.. file, .. second]);

        Assert.Equal(203, image.Frame.Width);
        Assert.Equal(second, image.Trailer.ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_truncated_at_any_byte_is_reported_as_truncated(bool progressive)
    {
        byte[] file = TestPictures.Vips(61, 45, progressive: progressive, subsample: true);

        // Without its last four bytes, the EOI marker and some bits are missing.
        for (int length = 2; length <= file.Length - 4; length++)
        {
            JpegFault fault = Coefficients.Fault(file.AsMemory(0, length));

            Assert.True(fault.Kind == JpegFaultKind.Truncated, $"At {length}: {fault}");
            Assert.InRange(fault.Position, 0, length);
        }
    }

    [Fact]
    public void Damage_is_reported_with_its_offset()
    {
        byte[] file = TestPictures.Vips(restartInterval: 1);
        int restart = file.AsSpan().IndexOf((byte[])[0xFF, 0xD3]);
        file[restart + 1] = 0xD5;

        JpegFault fault = Coefficients.Fault(file);

        Assert.Equal(JpegFaultKind.Corrupt, fault.Kind);
        Assert.Equal(restart, fault.Position);
    }

    [Theory]
    [InlineData(0xC3, "lossless")]
    [InlineData(0xC5, "hierarchical")]
    [InlineData(0xC9, "arithmetic")]
    [InlineData(0xCA, "arithmetic")]
    public void An_unsupported_process_is_reported_by_name(byte marker, string name)
    {
        byte[] file = TestPictures.Vips();
        file[file.AsSpan().IndexOf((byte[])[0xFF, 0xC0]) + 1] = marker;

        JpegFault fault = Coefficients.Fault(file);

        Assert.Equal(JpegFaultKind.Unsupported, fault.Kind);
        Assert.Contains(name, fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Twelve_bit_samples_are_reported_as_unsupported()
    {
        byte[] file = TestPictures.Vips();
        file[file.AsSpan().IndexOf((byte[])[0xFF, 0xC0]) + 4] = 12;

        JpegFault fault = Coefficients.Fault(file);

        Assert.Equal(JpegFaultKind.Unsupported, fault.Kind);
        Assert.Contains("12", fault.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(203 * 149, 203, 10, true)]
    [InlineData((203 * 149) - 1, 203, 10, false)]
    [InlineData(203 * 149, 202, 10, false)]
    [InlineData(203 * 149, 203, 2, false)]
    public void Limits_are_exact(long pixels, int side, int scans, bool isAllowed)
    {
        ReductionLimits limits = new() { MaxPixels = pixels, MaxSide = side, MaxScans = scans };

        bool isRead = JpegDecoder.TryReadCoefficients(
            TestPictures.Vips(progressive: true), limits, out JpegImage? image, out JpegFault fault);

        Assert.Equal(isAllowed, isRead);
        Assert.Equal(isAllowed ? default : JpegFaultKind.TooLarge, fault.Kind);
        image?.Dispose();
    }

    [Fact]
    public void No_memory_is_allocated_for_more_blocks_than_the_file_can_contain()
    {
        byte[] file = TestPictures.Vips();
        int frame = file.AsSpan().IndexOf((byte[])[0xFF, 0xC0]);
        file.AsSpan(frame + 5, 4).Fill(0x20);
        long before = GC.GetAllocatedBytesForCurrentThread();

        JpegFault fault = Coefficients.Fault(file);

        Assert.Equal(JpegFaultKind.Truncated, fault.Kind);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Other_data_is_not_a_JPEG() =>
        Assert.Equal(JpegFaultKind.NotJpeg, Coefficients.Fault("<html></html>"u8.ToArray()).Kind);

    [Fact]
    public void Decoding_can_be_cancelled()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() => JpegDecoder.TryReadCoefficients(
            TestPictures.Vips(), new ReductionLimits(), out _, out _, cancelled.Token));
    }
}
