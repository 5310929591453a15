using System.Diagnostics;
using System.Text;

namespace JpegReducer.Grains.Workers.Faults;

/// <summary>Plays an image that kills whoever reduces it.</summary>
internal static class PoisonImage
{
    /// <summary>Ends this process, as the kernel would for want of memory, where <paramref name="image"/> holds <paramref name="text"/>.</summary>
    public static void Swallow(ReadOnlySpan<byte> image, string? text)
    {
        if (text is null || image.IndexOf(Encoding.UTF8.GetBytes(text)) < 0) return;

        using Process self = Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite); // the signal is on its way
    }
}
