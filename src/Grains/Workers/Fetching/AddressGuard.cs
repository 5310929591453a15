using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace JpegReducer.Grains.Workers.Fetching;

/// <summary>
/// Connects to public addresses only. The address is checked after name resolution and for each redirect, so that neither a redirect nor a
/// name whose address changes (DNS rebinding) leads a request into the private network.
/// </summary>
/// <param name="options">The networks that are allowed although they are not public.</param>
/// <param name="resolve">Resolves a name. Default: DNS.</param>
internal sealed class AddressGuard(IOptions<FetchOptions> options, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    // The blocks that the IANA special-purpose registries list as not globally reachable, and those that embed IPv4 addresses in IPv6.
    private static readonly IPNetwork[] Blocked =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16",
            "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly HttpRequestOptionsKey<bool> HasConnected = new("JpegReducer.HasConnected");

    private readonly IPNetwork[] _allowed = [.. options.Value.AllowedNetworks];

    /// <summary>Whether an address may be connected to.</summary>
    public bool IsAllowed(IPAddress address)
    {
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return _allowed.Any(network => network.Contains(plain)) || !Blocked.Any(network => network.Contains(plain));
    }

    /// <summary>
    /// As <see cref="ConnectAsync"/>, but once for each request: the handler would resend a request whose connection closes before the
    /// response up to four times, in addition to the counted retries.
    /// </summary>
    public ValueTask<Stream> ConnectOnceAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        HttpRequestOptions state = context.InitialRequestMessage.Options;
        if (state.TryGetValue(HasConnected, out _)) throw new ConnectionLostException();

        state.Set(HasConnected, true);
        return ConnectAsync(context, cancellationToken);
    }

    /// <summary>Connects to the first allowed address of the host, for <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="ForbiddenAddressException">No address of the host is allowed.</exception>
    /// <exception cref="NameResolutionException">The host has no address, or DNS does not respond.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        DnsEndPoint host = context.DnsEndPoint;
        IPAddress[] addresses = await ResolveAsync(host.Host, cancellationToken);
        IPAddress[] allowed = [.. addresses.Where(IsAllowed)];
        if (allowed.Length == 0) throw new ForbiddenAddressException(host.Host);

        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, host.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out IPAddress? address)) return [address];

        try
        {
            return await (resolve ?? Dns.GetHostAddressesAsync)(host, cancellationToken);
        }
        catch (SocketException exception)
        {
            // EAI_NONAME and EAI_NODATA are responses of DNS; every other error means that there was none.
            throw new NameResolutionException(
                isTemporary: exception.SocketErrorCode is not (SocketError.HostNotFound or SocketError.NoData), exception);
        }
        catch (ArgumentException exception)
        {
            throw new NameResolutionException(isTemporary: false, exception); // too long, or not a valid name
        }
    }
}

/// <summary>A URL leads to an address that is not allowed.</summary>
internal sealed class ForbiddenAddressException(string host) : Exception($"{host} has no address that may be connected to.");
