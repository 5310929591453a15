using System.Buffers.Text;
using System.Security.Cryptography;
using JpegReducer.Interfaces.Accounts;
using JpegReducer.Interfaces.Ids;
using Microsoft.Extensions.Options;

namespace JpegReducer.Silo;

/// <summary>Sees to it that the person who runs the node can get in: the local account, and its first key.</summary>
internal sealed partial class FirstKey(IGrainFactory grains, IOptions<NodeOptions> options, ILogger<FirstKey> logger) : IHostedService
{
    private const ApiKeyScopes AllScopes = ApiKeyScopes.Optimize | ApiKeyScopes.Admin;

    /// <summary>The key that was made at this start; <see langword="null"/> where the account had one.</summary>
    public string? Made { get; private set; }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        IUserGrain local = grains.GetGrain<IUserGrain>(AccountId.Local.Value);
        AccountProfile profile = await local.EnsureAsync("local");
        if (options.Value.ApiKey is { } given)
        {
            await AddAsync(local, given, "command line");
        }
        else if (profile.Keys.Length == 0 && options.Value.Mode is NodeMode.Cluster)
        {
            // Several silos start at once, and their output is a log.
            LogNoKey();
        }
        else if (profile.Keys.Length == 0)
        {
            Made = $"jr_live_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";
            await AddAsync(local, Made, "first key");
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static Task AddAsync(IUserGrain local, string secret, string label) =>
        local.AddKeyAsync(ApiKeyHash.Of(secret), secret[^4..], label, AllScopes);

    [LoggerMessage(LogLevel.Warning, "No API key is known: give the silos one through Node__ApiKey")]
    private partial void LogNoKey();
}
