using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.Jpeg.Search;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Jpeg.Pixels;

/// <summary>Encodes pixels as JPEG: color conversion and forward DCT, followed by the stages that reduce JPEG files.</summary>
/// <remarks>
/// Safe to use from many threads at a time. Deterministic: the same pixels and options give the same bytes on every machine.
/// </remarks>
public static class JpegEncoder
{
    /// <summary>Encodes a picture.</summary>
    /// <param name="picture">The pixels; if all are gray, the file has one component.</param>
    /// <param name="options">Quality, mode or target score, and effort.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>
    /// The file, without metadata, and its score: measured if a target was reached, else measured or estimated. If the target cannot be
    /// reached, the search is repeated with a target halfway to 100, and the best file is returned.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The mode is <see cref="ReductionMode.Lossless"/> and no target is set: baseline and progressive JPEG cannot represent pixels
    /// exactly.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static EncodedJpeg Encode(PixelPicture picture, ReductionOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(options);
        if (options.TargetScore is null && options.Mode == ReductionMode.Lossless)
            throw new ArgumentException("Pixels cannot be written as JPEG without loss.", nameof(options));

        cancellationToken.ThrowIfCancellationRequested();
        PictureSource source = PixelTransform.Transform(picture, cancellationToken);
        try
        {
            Candidate result = options.TargetScore is { } target
                ? ReachTarget(picture, source, target, options, cancellationToken)
                : LossyEncoding.EncodePixels(source, options, cancellationToken);
            return new EncodedJpeg(result.Bytes, result.Score!.Value);
        }
        finally
        {
            foreach (SourceComponent component in source.Components) component.Plane.Dispose();
        }
    }

    private static Candidate ReachTarget(
        PixelPicture picture, PictureSource source, double target, ReductionOptions options, CancellationToken cancellationToken)
    {
        DecodedPicture reference = new(Colored(picture), picture.Width, picture.Height, HasAlpha: false);
        return LossyEncoding.ReachTarget(reference, source, options, cancellationToken)
            ?? LossyEncoding.EncodePixels(source, options with { TargetScore = (target + 100) / 2 }, cancellationToken);
    }

    private static byte[] Colored(PixelPicture picture)
    {
        if (picture.Bands == 3) return picture.Samples.ToArray();

        byte[] samples = new byte[3 * picture.Samples.Length];
        for (int i = 0; i < samples.Length; i++) samples[i] = picture.Samples.Span[i / 3];
        return samples;
    }
}

/// <summary>An encoded JPEG file.</summary>
/// <param name="Bytes">The file: JFIF, progressive if that is smaller.</param>
/// <param name="Score">SSIMULACRA2 against the pixels.</param>
public sealed record EncodedJpeg(ReadOnlyMemory<byte> Bytes, FidelityScore Score);
