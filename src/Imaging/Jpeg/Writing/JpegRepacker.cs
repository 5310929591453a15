using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Reading;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Jpeg.Writing;

/// <summary>Writes the coefficients of a picture in as few bytes as can be: the same pixels in every decoder.</summary>
internal static class JpegRepacker
{
    /// <summary>Writes a picture with its metadata and checks that what was written is that picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="sequential">Whether the file must be sequential: <see cref="ReductionOptions.Baseline"/>.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The file, with the image's metadata and without its trailer; may be larger than the source.</returns>
    /// <exception cref="InvalidOperationException">The result is not what was to be written: a fault of this codec.</exception>
    public static byte[] Write(JpegImage image, bool sequential, CancellationToken cancellationToken)
    {
        byte[] file = JpegWriter.Write(image, sequential, cancellationToken);
        ReductionLimits unlimited = new() { MaxPixels = long.MaxValue, MaxScans = int.MaxValue };
        if (!JpegDecoder.TryReadScans(file, unlimited, out JpegScans? scans, out JpegFault fault, cancellationToken))
            throw new InvalidOperationException($"The written file cannot be read: {fault}.");

        using (scans)
        {
            if (!scans.Hold(image, cancellationToken)) throw new InvalidOperationException("The written file holds other coefficients.");
        }

        return file;
    }
}
