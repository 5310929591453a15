using System.Runtime.InteropServices;

namespace JpegReducer.Benchmarks.RateQuality.Reports;

/// <summary>Where something was measured.</summary>
internal static class Machine
{
    private const string ProcessorFile = "/proc/cpuinfo", ModelLabel = "model name";

    public static string Describe() =>
        $"{Processor()}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSArchitecture}";

    private static string Processor() =>
        File.Exists(ProcessorFile)
            && File.ReadLines(ProcessorFile).FirstOrDefault(line => line.StartsWith(ModelLabel, StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            : RuntimeInformation.ProcessArchitecture.ToString();
}
