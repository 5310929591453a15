using NetVips;

namespace JpegReducer.Imaging.Vips;

/// <summary>How long each frame of an animation is shown, and how often the animation repeats.</summary>
internal static class AnimationTiming
{
    /// <summary>Whether two files of one format have the same delays and repeats; still pictures always do.</summary>
    public static bool IsTheSame(byte[] left, byte[] right, VipsLoader loader, CancellationToken cancellationToken)
    {
        using Image first = loader.Open(left, Enums.Access.Sequential, cancellationToken);
        using Image second = loader.Open(right, Enums.Access.Sequential, cancellationToken);
        return Delays(first).AsSpan().SequenceEqual(Delays(second)) && Loops(first) == Loops(second);
    }

    /// <summary>Milliseconds, one for each frame.</summary>
    private static int[] Delays(Image image) => image.Contains("delay") ? (int[])image.Get("delay") : [];

    /// <summary>0 repeats for ever.</summary>
    private static int Loops(Image image) => image.Contains("loop") ? (int)image.Get("loop") : 1;
}
