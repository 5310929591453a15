using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Png;

/// <summary>PNG: the same pixels in fewer bytes, and in lossy modes a palette where that does not show.</summary>
internal sealed class PngReducer : IFormatReducer
{
    public ImageFormat Format => ImageFormat.Png;

    public CandidateSet Encode(SourceImage source, ReductionOptions options, CancellationToken cancellationToken)
    {
        PngTraits traits = PngTraits.Read(source.Bytes, cancellationToken);
        List<Candidate> candidates = [];
        if (PngRepacker.Repack(source.Bytes, options.Metadata, cancellationToken) is { } repacked) candidates.Add(Exact(repacked));

        // libvips knows the first frame only: an animation is repacked and no more.
        if (source.Info.Frames > 1) return new CandidateSet(candidates) { Traits = traits.SourceTraits };

        byte[] smallest = PngLossless.Encode(source.Bytes, traits, cancellationToken).MinBy(encoded => encoded.Length)!;
        candidates.Add(Exact(Assemble(PngLossless.Recompress(smallest, cancellationToken))));

        // Sixteen bits stay, and a palette of a palette would lose each time that a result is reduced again.
        bool mayLose = options.Mode != ReductionMode.Lossless && traits.AllowsPalette && traits.Depth <= 8;
        bool isCoarse = mayLose && PngLossless.Index(source.Bytes, traits, cancellationToken) is not null;
        if (mayLose && !isCoarse && PngQuantization.Find(source.Bytes, options, cancellationToken) is { } palette)
        {
            candidates.Add(new Candidate(Assemble(PngLossless.Settle(palette.Png, cancellationToken)), Exact: false) { Score = palette.Score });
        }

        return new CandidateSet(candidates, AlreadyReduced: isCoarse) { Traits = traits.SourceTraits };

        byte[] Assemble(byte[] encoded) => PngTransplant.Assemble(encoded, source.Bytes, options.Metadata);
    }

    private static Candidate Exact(byte[] bytes) => new(bytes, Exact: true) { Score = new FidelityScore(100, Measured: true) };
}
