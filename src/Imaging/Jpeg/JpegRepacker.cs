using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Jpeg;

/// <summary>Writes the coefficients of a picture in as few bytes as can be: the same pixels in every decoder.</summary>
internal static class JpegRepacker
{
    /// <summary>Writes a picture and checks that what was written is that picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="metadata">What else is carried over. What stood behind the picture is not.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The file; may be larger than the source where that carries less than the policy keeps.</returns>
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
