using JpegReducer.Imaging.Vips;
using NetVips;

namespace JpegReducer.Imaging.Reduction;

/// <summary>Looks whether a source is sound before it is reduced.</summary>
internal static class SourceCheck
{
    /// <summary>Decodes every pixel of the source once.</summary>
    /// <returns>What is wrong with it; <see langword="null"/> where nothing is.</returns>
    public static ReductionOutcome.Failed? Refuse(SourceImage source, CancellationToken cancellationToken)
    {
        try
        {
            PixelCheck.DecodeAll(source.Bytes, source.Info.Format, cancellationToken);
            return null;
        }
        catch (VipsException damage) when (!cancellationToken.IsCancellationRequested)
        {
            return DecodeFailure.Name(damage);
        }
    }
}
