using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Gif;

internal sealed class GifReducer : IFormatReducer
{
    public ImageFormat Format => ImageFormat.Gif;

    public CandidateSet Encode(SourceImage source, ReductionOptions options, CancellationToken cancellationToken) => new([]);
}
