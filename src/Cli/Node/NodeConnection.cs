using JpegReducer.ApiContracts.Client;

namespace JpegReducer.Cli.Node;

/// <summary>A connection to a node: one that was already running, or one that was started for this command and stops with it.</summary>
internal sealed class NodeConnection : IAsyncDisposable
{
    private const string UserAgent = "jpegreducer-cli/0.1";
    private static readonly Uri Default = new("http://127.0.0.1:8080");
    private readonly NodeProgram? _own;

    private NodeConnection(JpegReducerClient api, NodeProgram? own) => (Api, _own) = (api, own);

    /// <summary>The node's API.</summary>
    public JpegReducerClient Api { get; }

    /// <summary>Whether the node was started for this command.</summary>
    public bool IsOwn => _own is not null;

    /// <summary>
    /// Connects to the given server, else to the node that uses the data folder, else, with an API key, to one at the default address. If
    /// none is found, a node is started if <paramref name="mayStart"/>.
    /// </summary>
    /// <exception cref="UserException">No node can be used.</exception>
    public static async Task<NodeConnection> OpenAsync(
        string? server, string? key, DataFolder folder, bool mayStart, CancellationToken cancellationToken)
    {
        key ??= CliEnvironment.Find("JPEGREDUCER_API_KEY");
        server ??= CliEnvironment.Find("JPEGREDUCER_SERVER");
        if (server is not null)
        {
            if (!Uri.TryCreate(server, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
            {
                throw new UserException(ExitCodes.Usage, $"{server} is not a URL such as {Default.OriginalString}.");
            }

            // The folder's key is for nodes of this machine and is not sent to other servers.
            JpegReducerClient api = CreateClient(url, key ?? (url.IsLoopback ? folder.FindKey() : null));
            if (!await NodeProbe.IsServerAsync(url, cancellationToken))
                throw new UserException(ExitCodes.Node, $"No server responds at {url}.");
            return new NodeConnection(api, null);
        }

        // Without an API key, a node at the default address is not known to be this user's.
        Uri?[] candidates = [folder.FindNode(), key is null ? null : Default];
        foreach (Uri url in candidates.OfType<Uri>())
        {
            if (await NodeProbe.IsNodeAsync(url, cancellationToken))
                return new NodeConnection(CreateClient(url, key ?? folder.FindKey()), null);
        }

        if (!mayStart)
        {
            throw new UserException(
                ExitCodes.Node,
                $"No node runs on {folder.Path}. Start one with 'jpegreducer up', or give the address of one with --server.");
        }

        NodeProgram own = NodeProgram.Start(folder, "http://127.0.0.1:0", isQuiet: true);
        try
        {
            Uri url = await own.WaitUntilReadyAsync(folder, cancellationToken);
            return new NodeConnection(CreateClient(url, folder.EnsureKey().Key), own);
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

    private static JpegReducerClient CreateClient(Uri url, string? key)
    {
        if (key is null) throw new UserException(ExitCodes.Node, $"There is no API key for {url}. Give one in JPEGREDUCER_API_KEY.");
        try
        {
            return new JpegReducerClient(url, key, UserAgent);
        }
        catch (ArgumentException)
        {
            throw new UserException(ExitCodes.Node, "The API key has characters that no key has.");
        }
    }
}
