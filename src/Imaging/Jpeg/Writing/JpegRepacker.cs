using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Reading;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Jpeg.Writing;

/// <summary>Encodes the coefficients of a picture in as few bytes as possible: the same pixels in every decoder.</summary>
internal static class JpegRepacker
{
    /// <summary>Writes a picture with its metadata, decodes the file and verifies its coefficients.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="sequential">Whether the file must be sequential: <see cref="ReductionOptions.Baseline"/>.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The file, with the image's metadata and without its trailer; may be larger than the source.</returns>
    /// <exception cref="InvalidOperationException">The file does not contain the picture: a bug in this codec.</exception>
    public static byte[] Write(JpegImage image, bool sequential, CancellationToken cancellationToken)
    {
        byte[] file = JpegWriter.Write(image, sequential, cancellationToken);
        ReductionLimits unlimited = new() { MaxPixels = long.MaxValue, MaxScans = int.MaxValue };
        if (!JpegDecoder.TryReadScans(file, unlimited, out JpegScans? scans, out JpegFault fault, cancellationToken))
            throw new InvalidOperationException($"The written file cannot be read: {fault}.");

        using (scans)
        {
            if (!scans.Matches(image, cancellationToken)) throw new InvalidOperationException("The written file holds other coefficients.");
        }

        return file;
    }
}
