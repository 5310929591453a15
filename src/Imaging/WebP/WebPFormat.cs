using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Vips;
using NetVips;

namespace JpegReducer.Imaging.WebP;

/// <summary>WebP: lossless if the source is or the options require it; otherwise as coarse as the promised quality allows.</summary>
internal sealed class WebPFormat : IImageFormat
{
    /// <summary>A second lossy generation must be smaller than this fraction of the source to justify its loss of detail.</summary>
    private const double WorthAGeneration = 0.85;

    public static FormatInfo Description { get; } = new("webp", "image/webp", ".webp");

    public static VipsLoader PixelLoader => field ??= new(
        static (bytes, access, failOn) => Image.WebploadBuffer(bytes, n: VipsLoader.AllFrames, access: access, failOn: failOn));

    public FormatInfo Info => Description;

    public FileSignature Signature { get; } = new("RIFF????WEBP");

    public VipsLoader Loader => PixelLoader;

    public IPictureEncoder PictureEncoder { get; } = new WebPPictureEncoder();

    public IHeaderReader OpenHeader() => new WebPHeader();

    public CandidateSet Encode(SourceImage source, ReductionOptions options, CancellationToken cancellationToken)
    {
        SourceTraits traits = WebPMetadata.Traits(source.Bytes);
        bool lossless = WebPMetadata.IsLossless(source.Bytes);
        List<Candidate> candidates = [Exact(source.Bytes)];
        if (lossless)
        {
            using Image picture = PixelLoader.Open(source.Bytes, Enums.Access.Sequential, cancellationToken);
            candidates.Add(Exact(WebPLossless.Encode(picture, keepsHiddenColors: true)));
        }

        if (options.Mode == ReductionMode.Lossless) return new CandidateSet(candidates) { Traits = traits };

        bool isCoarse = Vp8Quantizer.Index(source.Bytes) >= WebPLossySearch.FinestIndex(options);
        if (!isCoarse && new WebPLossySearch(new WebPSource(source, cancellationToken), options, cancellationToken).Find() is { } lossy)
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
