using System.Diagnostics;
using JpegReducer.ApiContracts;
using JpegReducer.Cli.Output;
using Spectre.Console;

namespace JpegReducer.Cli.Submission;

/// <summary>Says on the standard error how far a submission is: a bar that moves on a terminal, else a line every few seconds.</summary>
internal sealed class SubmitProgress(int files)
{
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(5);
    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private readonly long _began = Stopwatch.GetTimestamp();
    private long _lastLine = Stopwatch.GetTimestamp();
    private ProgressTask? _bar;

    /// <summary>Runs <paramref name="work"/> while showing how far it is.</summary>
    public async Task RunAsync(Func<Task> work)
    {
        if (!_isTerminal)
        {
            await work();
            return;
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        await console.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new RemainingTimeColumn(), new SpinnerColumn())
            .StartAsync(async context =>
            {
                _bar = context.AddTask("connecting", maxValue: files);
                await work();
            });
    }

    /// <summary>Shows how the job and the downloads stand.</summary>
    public void Show(JobView job, int fetched)
    {
        double seconds = Math.Max(0.001, Stopwatch.GetElapsedTime(_began).TotalSeconds);
        string words = $"{fetched} of {files} files   {Sizes.Bytes(job.BytesIn)} read   {Sizes.Bytes(job.BytesIn - job.BytesOut)} saved   {fetched / seconds:0.0}/s";
        if (_bar is not null)
        {
            _bar.Description = words;
            _bar.Value = fetched;
        }
        else if (Stopwatch.GetElapsedTime(_lastLine) > LineEvery)
        {
            _lastLine = Stopwatch.GetTimestamp();
            TimeSpan left = TimeSpan.FromSeconds(fetched == 0 ? 0 : (files - fetched) * seconds / fetched);
            Console.Error.WriteLine($"{words}   {(fetched == 0 ? "" : $"{left:h\\:mm\\:ss} left")}");
        }
    }
}
