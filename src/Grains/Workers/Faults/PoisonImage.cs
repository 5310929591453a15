using System.Diagnostics;
using System.Text;

namespace JpegReducer.Grains.Workers.Faults;

/// <summary>Plays an image that the process or the worker that reduces it does not survive.</summary>
internal static class PoisonImage
{
    /// <summary>Ends this process, as the kernel would for want of memory, where <paramref name="image"/> holds <paramref name="text"/>.</summary>
    public static void Swallow(ReadOnlySpan<byte> image, string? text)
    {
        if (!Contains(image, text)) return;

        using Process self = Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite); // the signal is on its way
    }

    /// <summary>Fails with an exception that the worker does not expect, where <paramref name="image"/> contains <paramref name="text"/>.</summary>
    public static void Fail(ReadOnlySpan<byte> image, string? text)
    {
        if (Contains(image, text)) throw new NotSupportedException("A fault was made on purpose (Faults:FailOn).");
    }

    private static bool Contains(ReadOnlySpan<byte> image, string? text) => text is not null && image.IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
}
