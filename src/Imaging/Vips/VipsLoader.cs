using NetVips;

namespace JpegReducer.Imaging.Vips;

/// <summary>
/// Opens images with the libvips loader of one format: libvips never guesses a format, which would expose all of its loaders to untrusted
/// bytes.
/// </summary>
/// <param name="load">Calls the loader.</param>
internal sealed class VipsLoader(Func<byte[], Enums.Access, Enums.FailOn, Image> load)
{
    /// <summary>The number of frames to pass to loaders of animations.</summary>
    public const int AllFrames = -1;

    private static readonly IProgress<int> Unreported = new NoProgress();

    static VipsLoader()
    {
        // Each reduction runs on one thread, since callers distribute the cores; a cache would keep images of other callers.
        NetVips.NetVips.Concurrency = 1;
        Cache.Max = 0;

        // The outcome reports what is wrong with an image; libvips would also write it to standard error.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning, static (_, _, _) => { });
    }

    /// <summary>Opens an image. Its pixels are decoded when they are read, until the token is cancelled.</summary>
    /// <param name="bytes">The whole file. Must not change while the image is in use.</param>
    /// <param name="access">Sequential if each row is read once, from top to bottom.</param>
    /// <param name="cancellationToken">Cancels the evaluation of everything computed from the image.</param>
    /// <param name="failOn">
    /// What counts as damage. By default a warning does: a damaged picture is reported rather than returned half gray.
    /// </param>
    /// <exception cref="VipsException">The data is damaged. Later evaluation throws it too.</exception>
    public Image Open(byte[] bytes, Enums.Access access, CancellationToken cancellationToken, Enums.FailOn failOn = Enums.FailOn.Warning)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Image image = load(bytes, access, failOn);
        CancelWith(image, cancellationToken);
        return image;
    }

    /// <summary>Stops the evaluation of an image when the token is cancelled.</summary>
    public static void CancelWith(Image image, CancellationToken cancellationToken) => image.SetProgress(Unreported, cancellationToken);

    private sealed class NoProgress : IProgress<int>
    {
        public void Report(int value)
        {
        }
    }
}
