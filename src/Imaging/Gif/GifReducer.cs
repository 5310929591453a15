using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Vips;
using NetVips;

namespace JpegReducer.Imaging.Gif;

/// <summary>GIF: the same frames with fewer comments, better deltas and, in lossy modes, fewer colours.</summary>
internal sealed class GifReducer : IFormatReducer
{
    private const int HardestEffort = 10;

    public ImageFormat Format => ImageFormat.Gif;

    public CandidateSet Encode(SourceImage source, ReductionOptions options, CancellationToken cancellationToken)
    {
        List<Candidate> candidates = [new Candidate(GifMetadata.Filter(source.Bytes, options.Metadata), Exact: true)];

        // libvips carries no comments and no XMP over to a new file.
        if (options.Metadata == MetadataPolicy.Keep && GifMetadata.HasAny(source.Bytes)) return new CandidateSet(candidates);

        using (Image frames = Open(source, cancellationToken))
        {
            candidates.Add(new Candidate(frames.GifsaveBuffer(dither: 0, effort: HardestEffort, reuse: true, keepDuplicateFrames: true, keep: Enums.ForeignKeep.None), Exact: true));
        }

        if (options.Mode == ReductionMode.Lossless) return new CandidateSet(candidates);

        PaletteQuality quality = PaletteQuality.Of(options);
        using (Image frames = Open(source, cancellationToken))
        {
            byte[] fewer = frames.GifsaveBuffer(
                dither: 0, effort: HardestEffort, reuse: true, keepDuplicateFrames: true,
                interframeMaxerror: quality.LargestError, interpaletteMaxerror: quality.LargestError, keep: Enums.ForeignKeep.None);
            if (PixelDistance.Rms(source.Bytes, fewer, Format, cancellationToken) <= quality.LargestError) candidates.Add(new Candidate(fewer, Exact: false));
        }

        return new CandidateSet(candidates);
    }

    private static Image Open(SourceImage source, CancellationToken cancellationToken) =>
        VipsDecoder.Open(source.Bytes, ImageFormat.Gif, Enums.Access.Sequential, cancellationToken);
}
