using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Reading;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Tests.Jpeg;

/// <summary>Helpers of tests with decoded pictures.</summary>
internal static class Coefficients
{
    public static JpegImage Read(ReadOnlyMemory<byte> file)
    {
        Assert.True(JpegDecoder.TryReadCoefficients(file, new ReductionLimits(), out JpegImage? image, out JpegFault fault), fault.ToString());
        return image!;
    }

    /// <summary>Reads a file that must be rejected.</summary>
    public static JpegFault Fault(ReadOnlyMemory<byte> file, ReductionLimits? limits = null)
    {
        Assert.False(JpegDecoder.TryReadCoefficients(file, limits ?? new ReductionLimits(), out _, out JpegFault fault));
        return fault;
    }

    /// <summary>Fails unless both have the same steps, and the same blocks where these contain pixels.</summary>
    public static void AssertSame(JpegImage expected, JpegImage actual)
    {
        Assert.Equal((expected.Frame.Width, expected.Frame.Height), (actual.Frame.Width, actual.Frame.Height));
        Assert.Equal(expected.Components.Count, actual.Components.Count);
        foreach ((JpegComponent first, JpegComponent second) in expected.Components.Zip(actual.Components))
        {
            Assert.Equal(first.Steps, second.Steps);
            Assert.Equal((first.Plane.BlocksAcross, first.Plane.BlocksDown), (second.Plane.BlocksAcross, second.Plane.BlocksDown));
            for (int row = 0; row < first.Plane.BlocksDown; row++)
                Assert.True(first.Plane.Row(row).SequenceEqual(second.Plane.Row(row)), $"Row {row} of blocks differs.");
        }
    }
}
