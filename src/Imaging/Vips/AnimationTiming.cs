using NetVips;

namespace JpegReducer.Imaging.Vips;

/// <summary>How long each frame of an animation is shown, and how often the animation is played.</summary>
internal static class AnimationTiming
{
    public const string DelayField = "delay", LoopField = "loop", FrameHeightField = "page-height";

    /// <summary>Browsers show frames with at most this delay, in milliseconds, for <see cref="ShownInstead"/>.</summary>
    private const int TooShort = 10;

    private const int ShownInstead = 100;

    /// <summary>Whether two files of one format have the same delays and repeats; still pictures always do.</summary>
    public static bool AreEqual(byte[] left, byte[] right, VipsLoader loader, CancellationToken cancellationToken)
    {
        using Image first = loader.Open(left, Enums.Access.Sequential, cancellationToken);
        using Image second = loader.Open(right, Enums.Access.Sequential, cancellationToken);
        return Delays(first).AsSpan().SequenceEqual(Delays(second)) && Loops(first) == Loops(second);
    }

    /// <summary>The delays as browsers show them, one for each frame, in milliseconds.</summary>
    public static int[] ShownDelays(Image image)
    {
        int[] delays = Delays(image), shown = new int[image.Height / FrameHeight(image)];
        for (int frame = 0; frame < shown.Length; frame++)
            shown[frame] = frame < delays.Length && delays[frame] > TooShort ? delays[frame] : ShownInstead;

        return shown;
    }

    /// <summary>How often the animation is played; 0 is infinite.</summary>
    public static int Loops(Image image) => image.Contains(LoopField) ? (int)image.Get(LoopField) : 1;

    /// <summary>The height of one frame; frames are stacked vertically.</summary>
    public static int FrameHeight(Image image) => image.Contains(FrameHeightField) ? (int)image.Get(FrameHeightField) : image.Height;

    /// <summary>Milliseconds, one for each frame.</summary>
    private static int[] Delays(Image image) => image.Contains(DelayField) ? (int[])image.Get(DelayField) : [];
}
