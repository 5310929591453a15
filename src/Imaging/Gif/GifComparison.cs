namespace JpegReducer.Imaging.Gif;

/// <summary>Compares what two GIF files show, frame by frame.</summary>
internal static class GifComparison
{
    /// <summary>Whether screen, pixels and transparency of every frame, times and repeats are the same.</summary>
    public static bool HaveSameFrames(GifFile left, GifFile right, CancellationToken cancellationToken)
    {
        if (!HaveSameTiming(left, right)) return false;

        GifPlayer first = new(left), second = new(right);
        while (first.MoveNext() && second.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!first.Canvas.SequenceEqual(second.Canvas)) return false;
        }

        return true;
    }

    /// <summary>Whether size, number of frames, times and repeats are the same.</summary>
    private static bool HaveSameTiming(GifFile left, GifFile right) =>
        (left.Width, left.Height, PixelAspect(left)) == (right.Width, right.Height, PixelAspect(right))
        && GifMetadata.Loops(left).SequenceEqual(GifMetadata.Loops(right))
        && left.Frames.Select(Timing).SequenceEqual(right.Frames.Select(Timing));

    /// <summary>The aspect ratio of a pixel (section 18): 0 is unspecified.</summary>
    private static byte PixelAspect(GifFile file) => file.Bytes[12];

    private static (int Delay, bool WaitsForUser) Timing(GifFrame frame) => (frame.Control?.Delay ?? 0, frame.Control?.WaitsForUser ?? false);
}
