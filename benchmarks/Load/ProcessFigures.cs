using System.Diagnostics;

namespace JpegReducer.Benchmarks.Load;

/// <summary>What a process has used so far.</summary>
internal readonly record struct ProcessFigures(TimeSpan Cpu, long ResidentBytes, long PeakResidentBytes)
{
    public static ProcessFigures Of(int processId)
    {
        using Process process = Process.GetProcessById(processId);
        return new ProcessFigures(process.TotalProcessorTime, process.WorkingSet64, PeakOf(processId));
    }

    private static long PeakOf(int processId)
    {
        string line = File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan(6).Trim().TrimEnd("kB ")) << 10;
    }
}
