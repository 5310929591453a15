using JpegReducer.Imaging.Reduction;
using NetVips;

namespace JpegReducer.Imaging.Vips;

/// <summary>How long each frame of an animation stays, and how often it repeats.</summary>
internal static class AnimationTiming
{
    /// <summary>Whether two animations move at the same pace; still pictures always do.</summary>
    public static bool IsTheSame(byte[] left, byte[] right, ImageFormat format, CancellationToken cancellationToken)
    {
        using Image first = VipsDecoder.Open(left, format, Enums.Access.Sequential, cancellationToken);
        using Image second = VipsDecoder.Open(right, format, Enums.Access.Sequential, cancellationToken);
        return Delays(first).AsSpan().SequenceEqual(Delays(second)) && Loops(first) == Loops(second);
    }

    /// <summary>Milliseconds, one for each frame.</summary>
    private static int[] Delays(Image image) => image.Contains("delay") ? (int[])image.Get("delay") : [];

    /// <summary>0 repeats for ever.</summary>
    private static int Loops(Image image) => image.Contains("loop") ? (int)image.Get("loop") : 1;
}
