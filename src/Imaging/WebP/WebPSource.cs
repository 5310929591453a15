using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Reduction;
using NetVips;

namespace JpegReducer.Imaging.WebP;

/// <summary>A WebP that is encoded again.</summary>
internal sealed class WebPSource(SourceImage source, CancellationToken cancellationToken) : IWebPPicture
{
    public int Frames => source.Info.Frames;

    public DecodedPicture Reference => field ??= DecodedPicture.Decode(source.Bytes, WebPFormat.PixelLoader, cancellationToken);

    public Image Open() => WebPFormat.PixelLoader.Open(source.Bytes, Enums.Access.Sequential, cancellationToken);

    public byte[] Complete(byte[] encoded, MetadataPolicy policy) => WebPMetadata.Transplant(encoded, source.Bytes, policy);
}
