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

    /// <summary>
    /// Finds a node: the one that was named, the data folder's, with a key the one at the usual address; else, where allowed, starts one.
    /// </summary>
    public static async Task<NodeConnection> OpenAsync(
        string? server, string? key, DataFolder folder, bool mayStart, CancellationToken cancellationToken)
    {
        key ??= CliEnvironment.Find("JPEGREDUCER_API_KEY");
        server ??= CliEnvironment.Find("JPEGREDUCER_SERVER");
        if (server is not null)
        {
            if (!Uri.TryCreate(server, UriKind.Absolute, out Uri? named) || named.Scheme is not ("http" or "https"))
            {
                throw new UserException(ExitCodes.Usage, $"{server} is not a URL such as {Default.OriginalString}.");
            }

            // The folder's key is for this machine: it is not shown to whoever else is named.
            NodeApi api = new(named, key ?? (named.IsLoopback ? folder.FindKey() : null) ?? throw NoKey(named));
            if (!await NodeApi.AnswersAsync(named, cancellationToken)) throw new UserException(ExitCodes.Node, $"Nothing answers at {named}.");
            return new NodeConnection(api, null);
        }

        // Without a key of its own the node at the usual address is somebody else's.
        Uri?[] candidates = [folder.FindNode(), key is null ? null : Default];
        foreach (Uri url in candidates.OfType<Uri>())
        {
            if (await NodeApi.IsAliveAsync(url, cancellationToken))
                return new NodeConnection(new NodeApi(url, key ?? folder.FindKey() ?? throw NoKey(url)), null);
        }

        if (!mayStart)
            throw new UserException(
                ExitCodes.Node, $"No node runs on {folder.Path}. Start one with 'jpegreducer up', or say where one is with --server.");

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

    private static UserException NoKey(Uri url) => new(ExitCodes.Node, $"There is no API key for {url}. Give one in JPEGREDUCER_API_KEY.");
}
