using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Vips;
using NetVips;

namespace JpegReducer.Imaging.WebP;

/// <summary>WebP: a lossless source stays lossless unless a lossy mode is asked for; a lossy one is coded again only where it pays.</summary>
internal sealed class WebPReducer : IFormatReducer
{
    /// <summary>How much a second lossy generation must save to be worth what it costs in detail.</summary>
    private const double WorthAGeneration = 0.85;

    private const int HardestEffort = 6;

    /// <summary>For lossless coding libwebp reads its quality as effort; 100 takes five to twenty times as long as 80, for less than a hundredth of the bytes.</summary>
    private const int LosslessEffort = 80;

    public ImageFormat Format => ImageFormat.WebP;

    public CandidateSet Encode(SourceImage source, ReductionOptions options, CancellationToken cancellationToken)
    {
        bool lossless = WebPMetadata.IsLossless(source.Bytes);
        List<Candidate> candidates = [new Candidate(WebPMetadata.Transplant(source.Bytes, source.Bytes, options.Metadata), Exact: true)];
        if (lossless)
        {
            using Image picture = Open(source, cancellationToken);
            Add(picture.WebpsaveBuffer(lossless: true, exact: true, q: LosslessEffort, effort: HardestEffort, keep: Enums.ForeignKeep.None), exact: true);
        }

        if (options.Mode == ReductionMode.Lossless) return new CandidateSet(candidates);

        using Image frames = Open(source, cancellationToken);
        byte[] lossy = frames.WebpsaveBuffer(
            q: QualityOf(options), smartSubsample: true, alphaQ: 100, effort: HardestEffort, keep: Enums.ForeignKeep.None);
        bool worthwhile = lossless || lossy.Length < WorthAGeneration * source.Bytes.Length;
        if (worthwhile) Add(lossy, exact: false);

        return new CandidateSet(candidates, AlreadyReduced: !worthwhile);

        void Add(byte[] encoded, bool exact) => candidates.Add(new Candidate(WebPMetadata.Transplant(encoded, source.Bytes, options.Metadata), exact));
    }

    private static int QualityOf(ReductionOptions options) => options.Quality ?? (options.Mode == ReductionMode.Glossy ? 92 : 82);

    private static Image Open(SourceImage source, CancellationToken cancellationToken) =>
        VipsDecoder.Open(source.Bytes, ImageFormat.WebP, Enums.Access.Sequential, cancellationToken);
}
