using JpegReducer.Client;
using JpegReducer.Hosting.Nodes;
using JpegReducer.Hosting.Security;
using JpegReducer.Hosting.Settings;
using JpegReducer.ServiceDefaults;
using JpegReducer.Storage;
using JpegReducer.Storage.Embedded;
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
    public string? NewApiKey => _app.Services.GetRequiredService<BootstrapApiKey>().Made;

    /// <summary>Starts a node. It answers requests when this returns.</summary>
    /// <param name="args">Settings as on the command line, such as <c>--urls http://127.0.0.1:8080 --Storage:DataFolder /var/lib/jpegreducer</c>.</param>
    /// <param name="configure">Changes what is registered, last of all: for tests.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NodeStartException">The node cannot start, for a reason that its operator can fix.</exception>
    public static Task<EmbeddedNode> StartAsync(string[] args, Action<IServiceCollection>? configure, CancellationToken cancellationToken) =>
        StartAsync(NodeHost.CreateBuilder(args), configure, cancellationToken);

    /// <summary>Starts a node from what has been set so far.</summary>
    /// <exception cref="NodeStartException">The node cannot start, for a reason that its operator can fix.</exception>
    internal static async Task<EmbeddedNode> StartAsync(WebApplicationBuilder builder, Action<IServiceCollection>? configure, CancellationToken cancellationToken)
    {
        builder.Services.AddNodeSettings(builder.Configuration).AddGatewaySettings(builder.Configuration);
        builder.CheckSettings("http://127.0.0.1:8080");
        string folder = SettingsReader.Read<StorageOptions>(builder.Configuration.GetSection(StorageOptions.Section)).DataFolder ?? DefaultDataFolder();

        EmbeddedStorage storage = await OpenStorageAsync(folder, cancellationToken);
        NodeFile file = new(folder);
        try
        {
            WebApplication app = Compose(builder, storage, configure);
            await app.StartNodeAsync(cancellationToken);
            EmbeddedNode node = new(app, storage, file);
            file.Write(node.Url.ToString().TrimEnd('/'), TimeProvider.System.GetUtcNow());
            return node;
        }
        catch (Exception exception)
        {
            await storage.DisposeAsync();
            if (FullDisk.IsCauseOf(exception, folder)) throw NoRoom(folder, exception);
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

    private static NodeStartException NoRoom(string folder, Exception exception) =>
        new($"There is no room left on the disk of the data folder '{folder}' (Storage:DataFolder).", exception) { MayPass = true };

    private static string DefaultDataFolder() => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "jpegreducer");

    private static async Task<EmbeddedStorage> OpenStorageAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            return await EmbeddedStorage.OpenAsync(new EmbeddedStorageOptions { DataFolder = folder }, cancellationToken);
        }
        catch (DataFolderException exception) when (FullDisk.IsCauseOf(exception, folder))
        {
            throw NoRoom(folder, exception);
        }
        catch (DataFolderException exception)
        {
            throw new NodeStartException($"{exception.Message.TrimEnd('.')} (Storage:DataFolder).", exception);
        }
    }

    private static WebApplication Compose(WebApplicationBuilder builder, EmbeddedStorage storage, Action<IServiceCollection>? configure)
    {
        builder.AddEmbeddedSilo(storage.GrainState);
        builder.Services.AddEmbeddedStorage(storage);
        builder.AddNode();
        builder.AddGateway(mode: "embedded");
        configure?.Invoke(builder.Services);

        WebApplication app = builder.Build();
        app.MapServiceDefaults();
        app.MapGateway();
        app.MapOrleansDashboard("/dashboard").RequireOperator();
        return app;
    }
}
