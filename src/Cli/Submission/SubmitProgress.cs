using JpegReducer.ApiContracts;
using JpegReducer.Cli.Platform;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JpegReducer.Cli.Submission;

/// <summary>Shows the progress of a submission on standard error: a bar on a terminal, otherwise a line every few seconds.</summary>
internal sealed class SubmitProgress(int files)
{
    private const int LineWidth = 200;
    private const string ShowCursor = "\e[?25h\n";
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(5);
    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private long _lastLine = TimeProvider.System.GetTimestamp();
    private volatile ProgressLine _line = new(files, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Runs <paramref name="work"/> and shows its progress.</summary>
    public async Task RunAsync(Func<Task> work)
    {
        if (!_isTerminal)
        {
            await work();
            return;
        }

        using IDisposable _ = ExitActions.Add(() => Console.Error.Write(ShowCursor)); // which the bar hides
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        await console.Progress().AutoClear(true).Columns(new LineColumn(this)).StartAsync(async context =>
        {
            context.AddTask("submitting", maxValue: files);
            await work();
        });
    }

    /// <summary>Updates the progress of job and downloads.</summary>
    public void Show(JobView job, int fetched)
    {
        _line = new ProgressLine(files, fetched, job.BytesIn, job.BytesIn - job.BytesOut, TimeProvider.System.GetElapsedTime(_began));
        if (_isTerminal || TimeProvider.System.GetElapsedTime(_lastLine) < LineEvery) return;

        _lastLine = TimeProvider.System.GetTimestamp();
        Console.Error.WriteLine(_line.Describe(LineWidth));
    }

    /// <summary>The whole line as one column: several columns would shrink until none is readable.</summary>
    private sealed class LineColumn(SubmitProgress progress) : ProgressColumn
    {
        /// <inheritdoc/>
        protected override bool NoWrap => true;

        /// <inheritdoc/>
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(progress._line.WithBar(options.ConsoleSize.Width - 1));
    }
}
