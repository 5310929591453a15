using System.Buffers.Text;
using System.Security.Cryptography;
using JpegReducer.Hosting.GrainCalls;
using JpegReducer.Hosting.Nodes;
using JpegReducer.Interfaces.Accounts.Identity;
using JpegReducer.Interfaces.Ids;
using Microsoft.Extensions.Options;

namespace JpegReducer.Silo;

/// <summary>Sees to it that the person who runs the node can get in: the local account, and its first key.</summary>
internal sealed partial class BootstrapApiKey(IGrainFactory grains, IOptions<NodeOptions> options, ILogger<BootstrapApiKey> logger) : IHostedService
{
    private const ApiKeyScopes AllScopes = ApiKeyScopes.Optimize | ApiKeyScopes.Admin;

    /// <summary>The key that was made at this start; <see langword="null"/> where the account had one.</summary>
    public string? Made { get; private set; }

    /// <inheritdoc/>
    /// <remarks>After a cluster was killed as a whole, grains are for seconds looked for on silos that are no more.</remarks>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LetInAsync(cancellationToken);
        }
        catch (Exception exception) when (TransientFailures.Include(exception))
        {
            throw new NodeStartException("The grains of the cluster do not answer. The node ends, and may be started again.", exception) { MayPass = true };
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task LetInAsync(CancellationToken cancellationToken)
    {
        IUserGrain local = grains.GetGrain<IUserGrain>(AccountId.Local.Value);
        AccountProfile profile = await local.EnsureAsync("local").WaitAsync(cancellationToken);
        if (options.Value.ApiKey is { } given)
        {
            await AddAsync(local, given, "command line", cancellationToken);
        }
        else if (profile.Keys.Length == 0 && options.Value.Mode is NodeMode.Cluster)
        {
            // Several silos start at once, and their output is a log.
            LogNoKey();
        }
        else if (profile.Keys.Length == 0)
        {
            Made = $"jr_live_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";
            await AddAsync(local, Made, "first key", cancellationToken);
        }
    }

    private static Task<bool> AddAsync(IUserGrain local, string secret, string label, CancellationToken cancellationToken) =>
        local.AddKeyAsync(ApiKeyHash.Of(secret), secret[^4..], label, AllScopes).WaitAsync(cancellationToken);

    [LoggerMessage(LogLevel.Warning, "No API key is known: give the silos one through Node__ApiKey")]
    private partial void LogNoKey();
}
