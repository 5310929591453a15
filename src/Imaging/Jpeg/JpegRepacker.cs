using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Jpeg;

/// <summary>Writes a JPEG anew with the very same coefficients: the same pixels in every decoder, in fewer bytes.</summary>
internal static class JpegRepacker
{
    /// <summary>Reads a file, writes it by the cheapest scans, and checks the result against what was read.</summary>
    /// <param name="source">The whole file.</param>
    /// <param name="metadata">What else is carried over. What stands behind the picture is not.</param>
    /// <param name="limits">What the picture may cost.</param>
    /// <param name="file">The result; may be larger than the source where that carries less than the policy keeps.</param>
    /// <param name="fault">Why there is none.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    public static bool TryRepack(
        ReadOnlyMemory<byte> source, MetadataPolicy metadata, ReductionLimits limits,
        out byte[] file, out JpegFault fault, CancellationToken cancellationToken = default)
    {
        file = [];
        if (!JpegDecoder.TryReadCoefficients(source, limits, out JpegImage? image, out fault, cancellationToken)) return false;
        using (image)
        {
            file = Write(image, metadata, cancellationToken);
        }

        return true;
    }

    /// <summary>Writes a picture and checks that what was written is that picture.</summary>
    /// <exception cref="InvalidOperationException">The result is not what was to be written: a fault of this codec.</exception>
    public static byte[] Write(JpegImage image, MetadataPolicy metadata, CancellationToken cancellationToken)
    {
        byte[] file = JpegWriter.Write(image, CarriedMetadata.Of(image, metadata), cancellationToken);
        ReductionLimits unlimited = new() { MaxPixels = long.MaxValue, MaxScans = int.MaxValue };
        if (!JpegDecoder.TryReadCoefficients(file, unlimited, out JpegImage? written, out JpegFault fault, cancellationToken))
            throw new InvalidOperationException($"The written file cannot be read: {fault}.");

        using (written)
        {
            if (!IsSame(image, written)) throw new InvalidOperationException("The written file holds other coefficients.");
        }

        return file;
    }

    private static bool IsSame(JpegImage expected, JpegImage actual)
    {
        if ((expected.Frame.Width, expected.Frame.Height, expected.Components.Count) != (actual.Frame.Width, actual.Frame.Height, actual.Components.Count))
            return false;

        return expected.Components.Zip(actual.Components).All(pair =>
            pair.First.Header with { QuantizationSlot = 0 } == pair.Second.Header with { QuantizationSlot = 0 }
            && pair.First.Steps.AsSpan().SequenceEqual(pair.Second.Steps)
            && pair.First.Plane.HasSamePixelsAs(pair.Second.Plane));
    }
}
