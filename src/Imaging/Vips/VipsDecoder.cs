using JpegReducer.Imaging.Reduction;
using NetVips;

namespace JpegReducer.Imaging.Vips;

/// <summary>Opens images with the loader of their own format: never by sniffing, which would open every loader to a stranger's bytes.</summary>
internal static class VipsDecoder
{
    private const int AllFrames = -1;

    private static readonly IProgress<int> Unreported = new NoProgress();

    static VipsDecoder()
    {
        // A reduction runs on one thread of its own: the cores are shared out above, and a cache would hold strangers' images.
        NetVips.NetVips.Concurrency = 1;
        Cache.Max = 0;

        // What is wrong with an image is told by the outcome; libvips would also write it to the standard error stream.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning, static (_, _, _) => { });
    }

    /// <summary>Opens an image; its pixels are decoded as they are asked for, and stop when the token is cancelled.</summary>
    /// <param name="bytes">The whole file. Must not change while the image lives.</param>
    /// <param name="format">What the header says that it is.</param>
    /// <param name="access">Sequential where every row is read once, from the top.</param>
    /// <param name="cancellationToken">Ends the evaluation of everything computed from the image.</param>
    /// <param name="failOn">
    /// What counts as damage. By default a warning does: a damaged picture is reported, not delivered half gray.
    /// </param>
    /// <exception cref="VipsException">The data is damaged. Later evaluation throws it too.</exception>
    public static Image Open(
        byte[] bytes, ImageFormat format, Enums.Access access, CancellationToken cancellationToken, Enums.FailOn failOn = Enums.FailOn.Warning)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Image image = format switch
        {
            // Unlimited: the scans were counted against our own limit.
            ImageFormat.Jpeg => Image.JpegloadBuffer(bytes, unlimited: true, access: access, failOn: failOn),
            ImageFormat.Png => Image.PngloadBuffer(bytes, access: access, failOn: failOn),
            ImageFormat.Gif => Image.GifloadBuffer(bytes, n: AllFrames, access: access, failOn: failOn),
            ImageFormat.WebP => Image.WebploadBuffer(bytes, n: AllFrames, access: access, failOn: failOn),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No decoder for this format."),
        };
        image.SetProgress(Unreported, cancellationToken);
        return image;
    }

    private sealed class NoProgress : IProgress<int>
    {
        public void Report(int value)
        {
        }
    }
}
