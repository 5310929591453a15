using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.WebP;

internal sealed class WebPReducer : IFormatReducer
{
    public ImageFormat Format => ImageFormat.WebP;

    public CandidateSet Encode(SourceImage source, ReductionOptions options, CancellationToken cancellationToken) => new([]);
}
