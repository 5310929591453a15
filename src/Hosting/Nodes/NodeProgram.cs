using System.Runtime.InteropServices;
using JpegReducer.Hosting.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JpegReducer.Hosting.Nodes;

/// <summary>The main program of silos and gateways.</summary>
public static class NodeProgram
{
    /// <summary>
    /// Runs a program until it ends. An error that the operator can fix is written to the standard error as one sentence; the exit code
    /// tells whether to start the program again.
    /// </summary>
    /// <param name="program">The program. Its token is cancelled by SIGTERM and Ctrl-C, also during the start.</param>
    /// <returns>0; 69 if the same start may succeed later; 78 if something has to be fixed first; 70 for an unexpected error.</returns>
    public static async Task<int> RunAsync(Func<CancellationToken, Task> program)
    {
        using CancellationTokenSource stop = new();
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        try
        {
            await program(stop.Token);
            return ExitCodes.Success;
        }
        catch (StartInterruptedException)
        {
            return ExitCodes.Success;
        }
        catch (Exception exception) when (stop.IsCancellationRequested && exception is (OperationCanceledException or NodeStartException))
        {
            return ExitCodes.Success; // interrupted before there was an application
        }
        catch (NodeStartException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return exception.IsTransient ? ExitCodes.Unavailable : ExitCodes.ConfigurationError;
        }
        catch (OptionsValidationException exception)
        {
            await Console.Error.WriteLineAsync(SettingsCheck.Describe(exception));
            return ExitCodes.ConfigurationError;
        }
        catch (Exception exception)
        {
            await Console.Error.WriteLineAsync($"The program ends because of an error: {OneLine(exception.GetBaseException().Message)}");
            if (IsDebugLogged()) await Console.Error.WriteLineAsync(exception.ToString());
            return ExitCodes.SoftwareError;
        }

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    private static string OneLine(string message) =>
        string.Join(' ', message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    /// <summary>Reads the configuration directly, because an error may occur before logging is set up.</summary>
    private static bool IsDebugLogged()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddEnvironmentVariables()
            .AddCommandLine(Environment.GetCommandLineArgs()[1..]).Build();
        return Enum.TryParse(configuration["Logging:LogLevel:Default"], ignoreCase: true, out LogLevel level) && level <= LogLevel.Debug;
    }
}
