using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Jpeg.Estimation;
using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.Jpeg.Search;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Jpeg.Pixels;

/// <summary>Writes pixels as JPEG: the stages of the reducer after a color transform and a forward DCT of our own.</summary>
/// <remarks>Safe to use from many threads at once. Deterministic: the same pixels and options give the same bytes on every machine.</remarks>
public static class JpegEncoder
{
    /// <summary>Encodes a picture.</summary>
    /// <param name="picture">The pixels; where none has a color the file has one component.</param>
    /// <param name="options">The quality, mode or target, and the effort.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The file, without metadata, and its score: measured where a target was reached, else estimated. Where none can be, the file is one of the best score that is aimed at instead.</returns>
    /// <exception cref="ArgumentException">The mode is <see cref="ReductionMode.Lossless"/>, which no baseline or progressive JPEG of pixels is.</exception>
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

    private static Candidate ReachTarget(PixelPicture picture, PictureSource source, double target, ReductionOptions options, CancellationToken cancellationToken)
    {
        DecodedPicture reference = new(Colored(picture), picture.Width, picture.Height, HasAlpha: false);
        using LossyRequantization requantization = LossyEncoding.Prepare(source, ScoreEstimate.Errors(target));
        return TargetSearch.Find(reference, requantization, options, cancellationToken)
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

/// <summary>A picture written as JPEG.</summary>
/// <param name="Bytes">The whole file: JFIF, progressive where that is smaller.</param>
/// <param name="Score">How like the pixels it looks.</param>
public sealed record EncodedJpeg(ReadOnlyMemory<byte> Bytes, FidelityScore Score);
