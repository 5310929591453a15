using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Vips;
using NetVips;

namespace JpegReducer.Imaging.Jpeg.Container;

/// <summary>What the format is called, and how its files are recognized and decoded to pixels.</summary>
internal static class JpegDescription
{
    public static FormatInfo Info { get; } = new("jpeg", "image/jpeg", ".jpg");

    public static FileSignature Signature { get; } = new("\u00FF\u00D8\u00FF");

    /// <summary>Without the scan limit of libvips: the scans were counted against <see cref="ReductionLimits.MaxScans"/>.</summary>
    public static VipsLoader Loader => field ??= new(static (bytes, access, failOn) =>
        Image.JpegloadBuffer(bytes, unlimited: true, access: access, failOn: failOn));
}
