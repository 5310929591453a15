using System.Security.Cryptography;
using JpegReducer.Hosting.Settings;
using JpegReducer.ServiceDefaults.Logging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JpegReducer.Hosting.Nodes;

/// <summary>A running silo or gateway: its web application and the storage that it opened.</summary>
public abstract partial class Node : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly IAsyncDisposable _storage;

    /// <summary>Creates a node from an application that was started.</summary>
    /// <param name="app">The application.</param>
    /// <param name="storage">Disposed after the application.</param>
    protected Node(WebApplication app, IAsyncDisposable storage) => (_app, _storage) = (app, storage);

    /// <summary>The address at which it listens.</summary>
    public Uri Url => new(_app.Urls.First());

    /// <summary>The node's services, for tests.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Returns after the node was told to stop and has drained.</summary>
    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    /// <summary>Stops the node, which drains first, and closes its storage.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _storage.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Composes an application and starts it. It serves requests when this returns; after a failure, it and its storage are disposed.
    /// </summary>
    /// <exception cref="NodeStartException">It cannot start, for a reason that its operator can fix.</exception>
    protected static async Task<WebApplication> StartAsync(
        Func<WebApplication> compose, IAsyncDisposable storage, CancellationToken cancellationToken)
    {
        try
        {
            WebApplication app = compose();
            await StartAsync(app, cancellationToken);
            return app;
        }
        catch
        {
            await storage.DisposeAsync();
            throw;
        }
    }

    private static async Task StartAsync(WebApplication app, CancellationToken cancellationToken)
    {
        StartState state = app.Services.GetRequiredService<StartState>();
        state.Begin(app.Lifetime.ApplicationStopping, cancellationToken);
        try
        {
            // Validated before the host does it, which would log errors with stack traces.
            cancellationToken.ThrowIfCancellationRequested();
            app.Services.GetService<IStartupValidator>()?.Validate();
            app.Services.LogStartWarnings();
            await app.StartAsync(cancellationToken);
            state.End();
        }
        catch (Exception exception)
        {
            LogStartFailed(app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("JpegReducer.Start"), exception);
            bool isInterrupted = state.IsInterrupted;
            string? explanation = Explain(exception, app); // needs the configuration of the application
            await app.DisposeAsync();
            if (isInterrupted) throw new StartInterruptedException(exception);
            if (explanation is not null) throw new NodeStartException(explanation, exception);
            throw;
        }
    }

    /// <summary>A sentence about an error that the operator can fix; <see langword="null"/> for other errors.</summary>
    private static string? Explain(Exception exception, WebApplication app) => exception switch
    {
        NodeStartException => null, // has its own sentence
        OptionsValidationException invalid => SettingsCheck.Describe(invalid),
        IOException { InnerException: AddressInUseException } =>
            $"{app.Configuration["urls"]} is used by another program. Choose another address with --urls.",
        CryptographicException or FileNotFoundException when app.Configuration.GetSection("Kestrel").Exists() =>
            $"The certificate of Kestrel:Certificates or Kestrel:Endpoints cannot be used: {exception.Message}",
        _ => null,
    };
}
