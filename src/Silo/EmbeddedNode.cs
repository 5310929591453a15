using JpegReducer.Client;
using JpegReducer.Hosting.Nodes;
using JpegReducer.Hosting.Security;
using JpegReducer.Hosting.Settings;
using JpegReducer.ServiceDefaults;
using JpegReducer.Storage;
using JpegReducer.Storage.Embedded;
using Orleans.Dashboard;

namespace JpegReducer.Silo;

/// <summary>A single silo, its storage in a folder, and the gateway, in one process.</summary>
public sealed class EmbeddedNode : Node
{
    private readonly NodeFile _file;

    private EmbeddedNode(WebApplication app, EmbeddedStorage storage, NodeFile file)
        : base(app, storage) => _file = file;

    /// <summary>The API key that this start created, to be shown once; <see langword="null"/> if there was one already.</summary>
    public string? NewApiKey => Services.GetRequiredService<BootstrapApiKey>().Created;

    /// <summary>Starts a node. It serves requests when this returns.</summary>
    /// <param name="args">
    /// Settings as on the command line, such as <c>--urls http://127.0.0.1:8080 --Storage:DataFolder /var/lib/jpegreducer</c>.
    /// </param>
    /// <param name="configure">Changes the registered services, last of all: for tests.</param>
    /// <param name="cancellationToken">Interrupts the start.</param>
    /// <exception cref="NodeStartException">The node cannot start, for a reason that its operator can fix.</exception>
    public static Task<EmbeddedNode> StartAsync(
        string[] args, Action<IServiceCollection>? configure, CancellationToken cancellationToken) =>
        StartAsync(NodeBuilder.Create(args), configure, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _file.Dispose();
        return base.DisposeAsync();
    }

    /// <summary>Starts a node with the settings of a builder.</summary>
    /// <exception cref="NodeStartException">The node cannot start, for a reason that its operator can fix.</exception>
    internal static async Task<EmbeddedNode> StartAsync(
        WebApplicationBuilder builder, Action<IServiceCollection>? configure, CancellationToken cancellationToken)
    {
        builder.Services.AddNodeSettings(builder.Configuration).AddGatewaySettings(builder.Configuration);
        builder.CheckSettings("http://127.0.0.1:8080");
        StorageOptions options = SettingsReader.Read<StorageOptions>(builder.Configuration.GetSection(StorageOptions.Section));
        string folder = options.DataFolder ?? DefaultDataFolder();
        try
        {
            return await StartAsync(builder, configure, folder, cancellationToken);
        }
        catch (Exception exception) when (FullDisk.IsCauseOf(exception, folder))
        {
            throw new NodeStartException(
                $"There is no space left on the disk of the data folder '{folder}' (Storage:DataFolder).",
                exception)
            { IsTransient = true };
        }
        catch (DataFolderException exception)
        {
            throw new NodeStartException($"{exception.Message.TrimEnd('.')} (Storage:DataFolder).", exception);
        }
    }

    private static async Task<EmbeddedNode> StartAsync(
        WebApplicationBuilder builder, Action<IServiceCollection>? configure, string folder, CancellationToken cancellationToken)
    {
        EmbeddedStorage storage = await EmbeddedStorage.OpenAsync(new EmbeddedStorageOptions { DataFolder = folder }, cancellationToken);
        WebApplication app = await StartAsync(() => Compose(builder, storage, configure), storage, cancellationToken);
        NodeFile file = new(folder);
        EmbeddedNode node = new(app, storage, file);
        try
        {
            file.Write(node.Url.ToString().TrimEnd('/'), TimeProvider.System.GetUtcNow());
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    private static string DefaultDataFolder() => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "jpegreducer");

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
