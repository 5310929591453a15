using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Vips;
using NetVips;

namespace JpegReducer.Imaging.WebP;

/// <summary>WebP: without loss where it was or where nothing else is asked for; coarser where the promise holds.</summary>
internal sealed class WebPFormat : IImageFormat
{
    /// <summary>How much a second lossy generation must save to be worth what it costs in detail.</summary>
    private const double WorthAGeneration = 0.85;

    private const int HardestEffort = 6;

    /// <summary>
    /// For lossless coding libwebp reads its quality as effort; 100 takes five to twenty times as long as 80, for less than a hundredth of
    /// the bytes.
    /// </summary>
    private const int LosslessEffort = 80;

    public static FormatInfo Description { get; } = new("webp", "image/webp", ".webp");

    public static VipsLoader PixelLoader { get; } = new(
        static (bytes, access, failOn) => Image.WebploadBuffer(bytes, n: VipsLoader.AllFrames, access: access, failOn: failOn));

    public FormatInfo Info => Description;

    public FileSignature Signature { get; } = new("RIFF????WEBP");

    public VipsLoader Loader => PixelLoader;

    public IHeaderReader OpenHeader() => new WebPHeader();

    public CandidateSet Encode(SourceImage source, ReductionOptions options, CancellationToken cancellationToken)
    {
        SourceTraits traits = WebPMetadata.Traits(source.Bytes);
        bool lossless = WebPMetadata.IsLossless(source.Bytes);
        List<Candidate> candidates = [Exact(source.Bytes)];
        if (lossless)
        {
            using Image picture = PixelLoader.Open(source.Bytes, Enums.Access.Sequential, cancellationToken);
            candidates.Add(Exact(picture.WebpsaveBuffer(lossless: true, exact: true, q: LosslessEffort, effort: HardestEffort,
                keep: Enums.ForeignKeep.None)));
        }

        if (options.Mode == ReductionMode.Lossless) return new CandidateSet(candidates) { Traits = traits };

        bool isCoarse = Vp8Quantizer.Index(source.Bytes) >= WebPLossySearch.FinestIndex(options);
        if (!isCoarse && new WebPLossySearch(source, options, cancellationToken).Find() is { } lossy)
        {
            bool isWorthwhile = lossless || lossy.WebP.Length < WorthAGeneration * source.Bytes.Length;
            if (isWorthwhile) candidates.Add(new Candidate(Transplant(lossy.WebP), Exact: false) { Score = lossy.Score });
            isCoarse |= !isWorthwhile;
        }

        return new CandidateSet(candidates, AlreadyReduced: isCoarse) { Traits = traits };

        Candidate Exact(byte[] encoded) => Candidate.Lossless(Transplant(encoded));

        byte[] Transplant(byte[] encoded) => WebPMetadata.Transplant(encoded, source.Bytes, options.Metadata);
    }
}
