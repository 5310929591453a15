using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Vips;
using NetVips;

namespace JpegReducer.Imaging.Png;

/// <summary>PNG: the same pixels in fewer bytes, and in lossy modes a palette if the quality allows it.</summary>
internal sealed class PngFormat : IImageFormat
{
    public static FormatInfo Description { get; } = new("png", "image/png", ".png");

    public static VipsLoader PixelLoader => field ??= new(
        static (bytes, access, failOn) => Image.PngloadBuffer(bytes, access: access, failOn: failOn));

    public FormatInfo Info => Description;

    public FileSignature Signature { get; } = new("\u0089PNG\r\n\u001A\n");

    public VipsLoader Loader => PixelLoader;

    public IHeaderReader OpenHeader() => new PngHeader();

    public bool HasPortableColors(SourceImage source) => PngColor.IsPortable(source.Bytes);

    public CandidateSet Encode(SourceImage source, ReductionOptions options, CancellationToken cancellationToken)
    {
        PngTraits traits = PngTraits.Read(source.Bytes, cancellationToken);
        List<Candidate> candidates = [];
        if (PngRepacker.Repack(source.Bytes, options.Metadata, cancellationToken) is { } repacked) candidates.Add(Candidate.Lossless(repacked));

        // libvips decodes the first frame only: an animation is only repacked.
        if (source.Info.Frames > 1) return new CandidateSet(candidates) { Traits = traits.SourceTraits };

        byte[] smallest = PngLossless.Encode(source.Bytes, traits, cancellationToken).MinBy(encoded => encoded.Length)!;
        candidates.Add(Candidate.Lossless(Assemble(PngLossless.Recompress(smallest, cancellationToken))));

        // 16 bits are kept, and a palette of a palette would lose quality each time a result is reduced again.
        bool mayLose = options.Mode != ReductionMode.Lossless && traits.AllowsPalette && traits.Depth <= 8;
        bool isCoarse = mayLose && PngLossless.Index(source.Bytes, traits, cancellationToken) is not null;
        if (mayLose && !isCoarse && PngQuantization.Find(source.Bytes, options, cancellationToken) is { } palette)
        {
            candidates.Add(new Candidate(Assemble(PngLossless.Settle(palette.Png, cancellationToken)), Exact: false) { Score = palette.Score });
        }

        return new CandidateSet(candidates, AlreadyReduced: isCoarse) { Traits = traits.SourceTraits };

        byte[] Assemble(byte[] encoded) => PngTransplant.Assemble(encoded, source.Bytes, options.Metadata);
    }
}
