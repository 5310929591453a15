using System.Diagnostics;
using JpegReducer.Benchmarks.RateQuality.Encoders;
using JpegReducer.Benchmarks.RateQuality.Store;

namespace JpegReducer.Benchmarks.RateQuality.Measuring;

/// <summary>This program once more, as a <see cref="Worker"/>.</summary>
internal sealed class WorkerProcess : IDisposable
{
    /// <summary>The option that makes this program a worker; the others must be those of the parent.</summary>
    public const string Option = "--worker";

    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    public static WorkerProcess Start()
    {
        string program = Environment.ProcessPath!;
        string[] own = Environment.GetCommandLineArgs();
        bool isHosted = Path.GetFileNameWithoutExtension(program) == "dotnet";
        ProcessStartInfo start = new(program, [.. isHosted ? own.Take(1) : [], Option, .. own.Skip(1)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new WorkerProcess(Process.Start(start)!);
    }

    /// <exception cref="InvalidOperationException">The process has ended.</exception>
    public async Task<Measurement> MeasureAsync(int picture, Encoder encoder, int quality, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(Worker.Request(picture, encoder, quality).AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
        return await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } answer
            ? ResultStore.Parse(answer)
            : throw new InvalidOperationException("A worker process has ended.");
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
