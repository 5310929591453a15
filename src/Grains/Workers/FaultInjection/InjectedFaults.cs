using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace JpegReducer.Grains.Workers.FaultInjection;

/// <summary>Makes an image fatal for the process or the attempt that reduces it.</summary>
internal static class InjectedFaults
{
    /// <summary>
    /// Kills this process, as the kernel does when memory runs out, where <paramref name="image"/> contains <paramref name="text"/>.
    /// </summary>
    [SuppressMessage("ApiDesign", "RS0030:Do not use banned APIs", Justification = "The thread must stop here until the signal arrives.")]
    public static void KillProcessOn(ReadOnlySpan<byte> image, string? text)
    {
        if (!Contains(image, text)) return;

        using Process self = Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite); // until the signal arrives
    }

    /// <summary>
    /// Throws an exception that the worker does not expect where <paramref name="image"/> contains <paramref name="text"/>.
    /// </summary>
    public static void ThrowOn(ReadOnlySpan<byte> image, string? text)
    {
        if (Contains(image, text)) throw new NotSupportedException("This fault was injected (Faults:FailOn).");
    }

    private static bool Contains(ReadOnlySpan<byte> image, string? text) =>
        text is not null && image.IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
}
