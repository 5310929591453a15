using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Png;

internal sealed class PngReducer : IFormatReducer
{
    public ImageFormat Format => ImageFormat.Png;

    public CandidateSet Encode(SourceImage source, ReductionOptions options, CancellationToken cancellationToken) => new([]);
}
