using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.LibraryJpeg;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Jpeg;

/// <summary>JPEG by our own codec, on coefficients throughout; what it does not read (arithmetic coding among it) goes to libraries.</summary>
internal sealed class JpegFormatReducer : IFormatReducer
{
    /// <summary>How much of the repacked source a coarser picture must save to be worth a second generation.</summary>
    private const double WorthAGeneration = 0.95;

    /// <summary>A source whose steps are this near to the target's would lose without gaining.</summary>
    private const double AsCoarse = 0.9;

    /// <summary>The caller has held the header against the limits that are in force.</summary>
    private static readonly ReductionLimits CheckedBefore = new() { MaxPixels = long.MaxValue, MaxScans = int.MaxValue };

    private static readonly LibraryJpegReducer Fallback = new();

    public ImageFormat Format => ImageFormat.Jpeg;

    public CandidateSet Encode(SourceImage source, ReductionOptions options, CancellationToken cancellationToken)
    {
        if (!JpegDecoder.TryReadCoefficients(source.Bytes, CheckedBefore, out JpegImage? image, out _, cancellationToken))
            return Fallback.Encode(source, options, cancellationToken);

        using (image)
        {
            Candidate same = new(JpegRepacker.Write(image, options.Metadata, cancellationToken), Exact: true);
            if (options.Mode == ReductionMode.Lossless) return new CandidateSet([same]);

            QualityScale quality = QualityScale.Of(options);
            using JpegImage coarser = LossyRequantization.Apply(image, quality.StepScale, quality.HalvesChroma, Recipe.Default, cancellationToken);
            if (Coarseness(image, coarser) >= AsCoarse) return new CandidateSet([same], AlreadyReduced: true);

            byte[] file = JpegRepacker.Write(coarser, options.Metadata, cancellationToken);
            return new CandidateSet(file.Length < WorthAGeneration * same.Bytes.Length ? [new Candidate(file, Exact: false), same] : [same]);
        }
    }

    /// <summary>The source's steps over the new ones, averaged over the low frequencies, which decide how a picture looks.</summary>
    private static double Coarseness(JpegImage source, JpegImage coarser)
    {
        const int LowFrequencies = 21;
        return source.Components[0].Steps.Zip(coarser.Components[0].Steps).Take(LowFrequencies).Average(steps => (double)steps.First / steps.Second);
    }
}
