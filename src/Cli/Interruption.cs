using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using JpegReducer.Cli.Platform;

namespace JpegReducer.Cli;

/// <summary>
/// Ctrl-C and SIGTERM. The first signal cancels the command, and ends the program if it has not ended within
/// <see cref="Limit"/>; the second ends the program immediately.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "It lives as long as the process.")]
internal sealed class Interruption
{
    /// <summary>How long a command may take to complete after the first signal.</summary>
    public static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(0.9);

    /// <summary>When the program is ended after the first signal.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(1.5);

    /// <summary>How long <see cref="ExitActions"/> may take.</summary>
    public static readonly TimeSpan CleanUpLimit = TimeSpan.FromSeconds(0.3);

    private readonly CancellationTokenSource _asked = new();
    private readonly PosixSignalRegistration[] _registrations; // kept until the end of the process
    private readonly Lock _gate = new();
    private bool _isEnding;

    public Interruption() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Ask(context, ExitCodes.Interrupted)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Ask(context, ExitCodes.Terminated)),
    ];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _asked.Token;

    /// <summary>The exit code for the signal.</summary>
    public int ExitCode { get; private set; }

    /// <summary>Whether the command may take as long as it needs after the first signal: <c>up</c> drains its node.</summary>
    public bool HasNoLimit { get; set; }

    private void Ask(PosixSignalContext context, int exitCode)
    {
        context.Cancel = true;
        lock (_gate)
        {
            if (ExitCode == 0)
            {
                ExitCode = exitCode;
                _ = _asked.CancelAsync();

                // A separate thread: the command may be blocked because the thread pool is exhausted.
                if (!HasNoLimit) new Thread(EndAtLimit) { IsBackground = true }.Start();
                return;
            }
        }

        End();
    }

    [SuppressMessage("ApiDesign", "RS0030:Do not use banned APIs", Justification = "The limit is one of real time, on a thread of its own.")]
    private void EndAtLimit()
    {
        Thread.Sleep(Limit);
        End();
    }

    private void End()
    {
        lock (_gate)
        {
            if (_isEnding) return;
            _isEnding = true;
        }

        ExitActions.Run(CleanUpLimit);
        Libc.Exit(ExitCode);
    }
}
