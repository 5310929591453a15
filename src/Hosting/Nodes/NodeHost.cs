using System.Runtime.InteropServices;
using System.Security.Cryptography;
using JpegReducer.ServiceDefaults.Logging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JpegReducer.Hosting.Nodes;

/// <summary>What all programs do alike when they start and end.</summary>
public static partial class NodeHost
{
    // Exit codes as sysexits.h names them.
    private const int Unavailable = 69;
    private const int SoftwareError = 70;
    private const int ConfigurationError = 78;

    /// <summary>Settings are read once: a file that is saved half-written must not end a program that runs.</summary>
    private const string ReadOnce = "--hostBuilder:reloadConfigOnChange=false";

    /// <summary>Runs a program to its end. What its operator can fix is one sentence on the standard error, and a code that says whether to try again.</summary>
    /// <param name="program">The program. Its token is cancelled by SIGTERM and Ctrl-C, from the first moment on.</param>
    /// <returns>0; 69 where the same start may succeed later; 78 where something has to be fixed first; 70 for an error that was not foreseen.</returns>
    public static async Task<int> RunAsync(Func<CancellationToken, Task> program)
    {
        using CancellationTokenSource stop = new();
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        try
        {
            await program(stop.Token);
            return 0;
        }
        catch (StartInterruptedException)
        {
            return 0;
        }
        catch (Exception exception) when (stop.IsCancellationRequested && exception is (OperationCanceledException or NodeStartException))
        {
            return 0; // interrupted before there was an application
        }
        catch (NodeStartException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return exception.MayPass ? Unavailable : ConfigurationError;
        }
        catch (OptionsValidationException exception)
        {
            await Console.Error.WriteLineAsync(Sentences(exception));
            return ConfigurationError;
        }
        catch (Exception exception)
        {
            await Console.Error.WriteLineAsync($"The program ends because of an error: {OneLine(exception.GetBaseException().Message)}");
            if (IsDebugLogged()) await Console.Error.WriteLineAsync(exception.ToString());
            return SoftwareError;
        }

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    /// <summary>What is wrong with settings, each in a sentence and on a line of its own.</summary>
    public static string Sentences(OptionsValidationException exception) => string.Join(Environment.NewLine, exception.Failures);

    /// <summary>Begins a web application.</summary>
    /// <exception cref="NodeStartException">The command line or a file of settings cannot be read.</exception>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        CommandLineArguments.Check(args);
        try
        {
            // The content root is where the program lies: settings come from there and from the environment, not from wherever it is called.
            return WebApplication.CreateBuilder(new WebApplicationOptions { Args = [ReadOnce, .. args], ContentRootPath = AppContext.BaseDirectory });
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException or FormatException)
        {
            string cause = exception.GetBaseException() is var innermost && innermost != exception ? $" {innermost.Message}" : "";
            throw new NodeStartException($"The settings cannot be read: {exception.Message}{cause}", exception);
        }
    }

    /// <summary>Listens at <paramref name="defaultUrls"/> unless told otherwise.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="defaultUrls">As in <c>--urls</c>: one or more, with semicolons between.</param>
    /// <param name="isBehindProxy">Whether the settings name proxies: that others can connect without TLS is then meant, else it is warned about.</param>
    /// <exception cref="NodeStartException">The application cannot listen there.</exception>
    public static void ListenAt(this WebApplicationBuilder builder, string defaultUrls, bool isBehindProxy)
    {
        FrameworkSettings.Check(builder.Configuration);
        builder.Configuration.GetSection("urls").Value ??= defaultUrls;
        string[] open = [.. ListenAddresses.Read(builder.Configuration).Where(address => !address.IsLoopback && !address.IsTls).Select(address => address.Url)];
        if (open.Length == 0 || isBehindProxy) return;

        builder.Services.AddStartWarning(
            $"Other machines can connect to {string.Join(" and ", open)} without TLS: API keys and images cross the network in the clear. " +
            "Listen at 127.0.0.1 behind a proxy that speaks TLS, or name the proxy's network in Security:TrustedProxies.");
    }

    /// <summary>Starts an application. It answers requests when this returns; where it fails, it is disposed of.</summary>
    /// <exception cref="NodeStartException">It cannot start, for a reason that its operator can fix.</exception>
    public static async Task StartNodeAsync(this WebApplication app, CancellationToken cancellationToken)
    {
        StartState state = app.Services.GetRequiredService<StartState>();
        state.Begin(app.Lifetime.ApplicationStopping, cancellationToken);
        try
        {
            // Before the host does, which would log what is wrong with a stack trace.
            cancellationToken.ThrowIfCancellationRequested();
            app.Services.GetService<IStartupValidator>()?.Validate();
            app.Services.LogStartWarnings();
            await app.StartAsync(cancellationToken);
            state.End();
        }
        catch (Exception exception)
        {
            LogFailure(app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("JpegReducer.Start"), exception);
            bool isInterrupted = state.IsInterrupted;
            string? explained = Explain(exception, app); // while the application still has its configuration
            await app.DisposeAsync();
            if (isInterrupted) throw new StartInterruptedException(exception);
            if (explained is { } reason) throw new NodeStartException(reason, exception);
            throw;
        }
    }

    /// <summary>What the operator can fix, in a sentence; <see langword="null"/> for everything else.</summary>
    private static string? Explain(Exception exception, WebApplication app) => exception switch
    {
        NodeStartException => null, // it says so itself
        OptionsValidationException invalid => Sentences(invalid),
        IOException { InnerException: AddressInUseException } =>
            $"{app.Configuration["urls"]} is taken by another program. Choose another address with --urls.",
        CryptographicException or FileNotFoundException when app.Configuration.GetSection("Kestrel").Exists() =>
            $"The certificate that Kestrel:Certificates or Kestrel:Endpoints names cannot be used: {exception.Message}",
        _ => null,
    };

    private static string OneLine(string message) => string.Join(' ', message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    /// <summary>Read directly: an error may come before there is a log.</summary>
    private static bool IsDebugLogged() =>
        new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(Environment.GetCommandLineArgs()[1..]).Build()["Logging:LogLevel:Default"] is { } level
        && Enum.TryParse(level, ignoreCase: true, out LogLevel parsed) && parsed <= LogLevel.Debug;

    [LoggerMessage(LogLevel.Debug, "The start failed")]
    private static partial void LogFailure(ILogger logger, Exception exception);
}
