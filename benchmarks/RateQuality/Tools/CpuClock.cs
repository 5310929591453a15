using System.Runtime.InteropServices;

namespace JpegReducer.Benchmarks.RateQuality.Tools;

/// <summary>Processor time in user mode, of this process and of the tools it ran.</summary>
internal static partial class CpuClock
{
    private const int Children = -1;

    public static TimeSpan UserTime => Environment.CpuUsage.UserTime + ChildrenTime;

    private static TimeSpan ChildrenTime
    {
        get
        {
            if (!OperatingSystem.IsLinux()) return TimeSpan.Zero;

            long[] usage = new long[ResourceUsageWords];
            return GetResourceUsage(Children, usage) == 0 ? TimeSpan.FromSeconds(usage[0]) + TimeSpan.FromMicroseconds(usage[1]) : TimeSpan.Zero;
        }
    }

    /// <summary>struct rusage of 64-bit Linux is 18 longs; the first two are seconds and microseconds in user mode.</summary>
    private const int ResourceUsageWords = 18;

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetResourceUsage(int who, [Out] long[] usage);
}
