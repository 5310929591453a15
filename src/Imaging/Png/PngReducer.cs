using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Vips;
using NetVips;

namespace JpegReducer.Imaging.Png;

/// <summary>PNG: the same pixels in fewer bytes, and in lossy modes a palette where that does not show.</summary>
internal sealed class PngReducer : IFormatReducer
{
    private const int HardestCompression = 9;

    public ImageFormat Format => ImageFormat.Png;

    public CandidateSet Encode(SourceImage source, ReductionOptions options, CancellationToken cancellationToken)
    {
        List<Candidate> candidates = [];
        if (PngRepacker.Repack(source.Bytes, options.Metadata, cancellationToken) is { } repacked) candidates.Add(new Candidate(repacked, Exact: true));

        // libvips knows the first frame only: an animation is repacked and no more.
        if (source.Info.Frames > 1) return new CandidateSet(candidates);

        PngTraits traits = PngTraits.Read(source.Bytes, cancellationToken);
        if (traits.AllowsPalette && traits.Depth <= 8)
        {
            using Image picture = Open(source, cancellationToken);
            Add(PngIndexer.Encode(picture, cancellationToken), exact: true);
        }

        foreach (Enums.ForeignPngFilter filter in new[] { Enums.ForeignPngFilter.None, Enums.ForeignPngFilter.Sub, Enums.ForeignPngFilter.All })
        {
            using Image picture = Open(source, cancellationToken);
            using Image slim = traits.Slim(picture);
            Add(slim.PngsaveBuffer(compression: HardestCompression, filter: filter, keep: Enums.ForeignKeep.None), exact: true);
        }

        // A palette of a palette would lose each time a result is reduced again.
        if (options.Mode != ReductionMode.Lossless && traits.AllowsPalette && !traits.HasPalette) AddPalette();
        return new CandidateSet(candidates, AlreadyReduced: options.Mode != ReductionMode.Lossless && traits.HasPalette);

        void Add(byte[]? encoded, bool exact)
        {
            if (encoded is not null) candidates.Add(new Candidate(PngTransplant.Assemble(encoded, source.Bytes, options.Metadata), exact));
        }

        void AddPalette()
        {
            PaletteQuality quality = PaletteQuality.Of(options);
            using Image picture = Open(source, cancellationToken);
            byte[] palette = picture.PngsaveBuffer(
                compression: HardestCompression, filter: Enums.ForeignPngFilter.None,
                palette: true, q: quality.Quantizer, dither: 1, effort: 8, keep: Enums.ForeignKeep.None);
            if (PixelDistance.Rms(source.Bytes, palette, Format, cancellationToken) <= quality.LargestError) Add(palette, exact: false);
        }
    }

    private static Image Open(SourceImage source, CancellationToken cancellationToken) =>
        VipsDecoder.Open(source.Bytes, ImageFormat.Png, Enums.Access.Sequential, cancellationToken);
}
