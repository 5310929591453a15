namespace JpegReducer.Cli.Node;

/// <summary>A node to talk to: one that runs already, or one that was started for this run and ends with it.</summary>
internal sealed class NodeConnection : IAsyncDisposable
{
    private static readonly Uri Default = new("http://127.0.0.1:8080");
    private readonly NodeProgram? _own;

    private NodeConnection(NodeApi api, NodeProgram? own) => (Api, _own) = (api, own);

    /// <summary>What can be said to it.</summary>
    public NodeApi Api { get; }

    /// <summary>Whether the node was started for this run.</summary>
    public bool IsOwn => _own is not null;

    /// <summary>Finds a node: the one that was named, the data folder's, the one at the usual address; else, where allowed, starts one.</summary>
    public static async Task<NodeConnection> OpenAsync(string? server, string? key, DataFolder folder, bool mayStart, CancellationToken cancellationToken)
    {
        key ??= Environment.GetEnvironmentVariable("JPEGREDUCER_API_KEY");
        server ??= Environment.GetEnvironmentVariable("JPEGREDUCER_SERVER");
        if (server is not null)
        {
            if (!Uri.TryCreate(server, UriKind.Absolute, out Uri? named)) throw new UserException(ExitCodes.Usage, $"{server} is not a URL such as http://127.0.0.1:8080.");
            return new NodeConnection(new NodeApi(named, key ?? folder.FindKey() ?? throw NoKey(named)), null);
        }

        foreach (Uri url in new[] { folder.FindNode(), Default }.OfType<Uri>())
        {
            if (await NodeApi.IsAliveAsync(url, cancellationToken)) return new NodeConnection(new NodeApi(url, key ?? folder.FindKey() ?? throw NoKey(url)), null);
        }

        if (!mayStart) throw new UserException(ExitCodes.Node, $"No node answers at {Default}, and none runs on {folder.Path}. Start one with 'jpegreducer up', or say where one is with --server.");

        NodeProgram own = NodeProgram.Start(folder, "http://127.0.0.1:0", isQuiet: true);
        try
        {
            Uri url = await own.WaitUntilReadyAsync(folder, cancellationToken);
            return new NodeConnection(new NodeApi(url, folder.EnsureKey().Key), own);
        }
        catch
        {
            await own.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        if (_own is not null) await _own.DisposeAsync();
    }

    private static UserException NoKey(Uri url) => new(ExitCodes.Node, $"A node answers at {url}, but there is no API key for it. Give one in JPEGREDUCER_API_KEY.");
}
