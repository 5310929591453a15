using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace JpegReducer.ServiceDefaults.Hosting;

/// <summary>
/// Where the gateway shall listen, tried before anything is started: an address that cannot be had ends the start with a
/// sentence, not with a silo that has to be taken down again.
/// </summary>
internal static class ListenAddresses
{
    /// <summary>Returns when every address can be had.</summary>
    /// <param name="urls">As in <c>--urls</c>: one or more, with semicolons between.</param>
    /// <exception cref="NodeStartException">One cannot.</exception>
    public static void Check(string urls)
    {
        foreach (string url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) CheckOne(url);
    }

    private static void CheckOne(string url)
    {
        BindingAddress address = Parse(url);
        if (address.IsUnixPipe) return;

        try
        {
            using TcpListener listener = new(InterfaceOf(address.Host), address.Port);
            listener.Start();
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressAlreadyInUse)
        {
            throw new NodeStartException($"{url} is taken by another program. Choose another address.", exception);
        }
        catch (SocketException exception)
        {
            throw new NodeStartException($"The node cannot listen at {url}: {exception.Message}.", exception);
        }
    }

    private static BindingAddress Parse(string url)
    {
        try
        {
            BindingAddress address = BindingAddress.Parse(url);
            if (address.Scheme is "http" or "https" && address.Port <= IPEndPoint.MaxPort) return address;
        }
        catch (FormatException)
        {
            // said below
        }

        throw new NodeStartException($"{url} is not an address to listen at, such as http://127.0.0.1:8080.");
    }

    /// <summary>As Kestrel takes it: a name other than localhost stands for every interface.</summary>
    private static IPAddress InterfaceOf(string host) => host switch
    {
        "localhost" => IPAddress.Loopback,
        _ when IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) => address,
        _ => IPAddress.Any,
    };
}
