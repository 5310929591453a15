using JpegReducer.Client;
using JpegReducer.Client.Security;
using JpegReducer.Grains;
using JpegReducer.ServiceDefaults;
using JpegReducer.Storage.Embedded;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Dashboard;

namespace JpegReducer.Silo;

/// <summary>Everything in one process: a silo on its own, its storage in a folder, and the gateway.</summary>
public sealed class EmbeddedNode : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly EmbeddedStorage _storage;
    private readonly NodeFile _file;

    private EmbeddedNode(WebApplication app, EmbeddedStorage storage, NodeFile file)
    {
        _app = app;
        _storage = storage;
        _file = file;
    }

    /// <summary>Where the gateway listens.</summary>
    public Uri Url => new(_app.Urls.First());

    /// <summary>The node's services, for tests.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>The API key that was made at this start, to be shown once; <see langword="null"/> where there was one.</summary>
    public string? NewApiKey => _app.Services.GetRequiredService<FirstKey>().Made;

    /// <summary>Starts a node. It answers requests when this returns.</summary>
    /// <param name="args">Settings as on the command line, such as <c>--urls http://127.0.0.1:8080 --Storage:DataFolder /var/lib/jpegreducer</c>.</param>
    /// <param name="configure">Changes what is registered, last of all: for tests.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NodeStartException">The node cannot start, for a reason that its operator can mend.</exception>
    public static async Task<EmbeddedNode> StartAsync(string[] args, Action<IServiceCollection>? configure, CancellationToken cancellationToken)
    {
        // The content root is where the program lies: settings come from there and from the environment, not from wherever it is called.
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.GetSection("urls").Value ??= "http://127.0.0.1:8080";
        ListenAddresses.Check(builder.Configuration["urls"]!);
        string folder = builder.Configuration["Storage:DataFolder"] ?? DefaultDataFolder();

        EmbeddedStorage storage = await OpenStorageAsync(folder, cancellationToken);
        NodeFile file = new(folder);
        try
        {
            WebApplication app = Compose(builder, storage, configure);
            await StartAsync(app, cancellationToken);
            EmbeddedNode node = new(app, storage, file);
            file.Write(node.Url.ToString().TrimEnd('/'), TimeProvider.System.GetUtcNow());
            return node;
        }
        catch
        {
            await storage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns when the node has been told to stop, and has drained.</summary>
    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _file.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _storage.DisposeAsync();
    }

    private static string DefaultDataFolder() => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "jpegreducer");

    private static async Task<EmbeddedStorage> OpenStorageAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            return await EmbeddedStorage.OpenAsync(new EmbeddedStorageOptions { DataFolder = folder }, cancellationToken);
        }
        catch (DataFolderException exception)
        {
            throw new NodeStartException(exception.Message, exception);
        }
    }

    private static WebApplication Compose(WebApplicationBuilder builder, EmbeddedStorage storage, Action<IServiceCollection>? configure)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddServiceDefaults();
        builder.AddEmbeddedSilo(storage.GrainState);
        builder.Services.AddEmbeddedStorage(storage);
        builder.Services.AddReductionGrains(builder.Configuration);
        builder.Services.AddIsolationProgram();
        builder.Services.AddOptions<NodeOptions>().Bind(builder.Configuration.GetSection(NodeOptions.Section)).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<NodeOptions>, NodeOptionsValidator>();
        builder.Services.AddSingleton<FirstKey>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<FirstKey>());
        builder.Services.AddHostedService<InputWatch>();
        builder.AddGateway(mode: "embedded");
        configure?.Invoke(builder.Services);

        WebApplication app = builder.Build();
        app.MapServiceDefaults();
        app.MapGateway();
        app.MapOrleansDashboard("/dashboard").RequireAuthorization(GatewayPolicies.Admin);
        return app;
    }

    private static async Task StartAsync(WebApplication app, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception exception)
        {
            await app.DisposeAsync();
            if (Explain(exception, app) is { } reason) throw new NodeStartException(reason, exception);
            throw;
        }
    }

    /// <summary>What the operator can mend, in a sentence; <see langword="null"/> for everything else.</summary>
    private static string? Explain(Exception exception, WebApplication app) => exception switch
    {
        OptionsValidationException invalid => string.Join(' ', invalid.Failures),
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } =>
            $"{app.Configuration["urls"]} is taken by another program. Choose another address with --urls.",
        _ => null,
    };
}
