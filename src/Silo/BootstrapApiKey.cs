using System.Buffers.Text;
using System.Security.Cryptography;
using JpegReducer.Hosting.GrainCalls;
using JpegReducer.Hosting.Nodes;
using JpegReducer.Interfaces.Accounts.Identity;
using JpegReducer.Interfaces.Ids;
using Microsoft.Extensions.Options;

namespace JpegReducer.Silo;

/// <summary>Creates the local account and its first API key, so that the operator of a new node can use it.</summary>
internal sealed partial class BootstrapApiKey(IGrainFactory grains, IOptions<NodeOptions> options, ILogger<BootstrapApiKey> logger)
    : IHostedService
{
    private const ApiKeyScopes AllScopes = ApiKeyScopes.Optimize | ApiKeyScopes.Admin;

    /// <summary>The key that this start created; <see langword="null"/> if the account had one already.</summary>
    public string? Created { get; private set; }

    /// <inheritdoc/>
    /// <remarks>After a whole cluster was killed, calls are routed to dead silos for some seconds.</remarks>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await EnsureKeyAsync(cancellationToken);
        }
        catch (Exception exception) when (TransientFailures.Include(exception))
        {
            throw new NodeStartException(
                "The grains of the cluster do not respond. The node stops, and may be started again.", exception)
            { IsTransient = true };
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task EnsureKeyAsync(CancellationToken cancellationToken)
    {
        IUserGrain local = grains.GetGrain<IUserGrain>(AccountId.Local.Value);
        AccountProfile profile = await local.EnsureAsync("local").WaitAsync(cancellationToken);
        if (options.Value.ApiKey is { } given)
        {
            await AddAsync(local, given, "command line", cancellationToken);
        }
        else if (profile.Keys.Length == 0 && options.Value.Mode is NodeMode.Cluster)
        {
            // Several silos start concurrently, and their output is a log, where no key may appear.
            LogNoApiKey();
        }
        else if (profile.Keys.Length == 0)
        {
            Created = $"jr_live_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";
            await AddAsync(local, Created, "first key", cancellationToken);
        }
    }

    private static Task<bool> AddAsync(IUserGrain local, string secret, string label, CancellationToken cancellationToken) =>
        local.AddKeyAsync(ApiKeyHash.Of(secret), secret[^4..], label, AllScopes).WaitAsync(cancellationToken);
}
