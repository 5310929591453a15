using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace JpegReducer.Hosting.Nodes;

/// <summary>
/// Checks the addresses at which a program will listen, before anything is started: an address that cannot be used prevents the start with
/// a sentence, before there is a silo to stop.
/// </summary>
internal static class ListenAddresses
{
    private const string DefaultCertificate = "Kestrel:Certificates:Default";

    /// <summary>
    /// Returns the addresses of the configuration: those of <c>Kestrel:Endpoints</c> if there are any, else <c>urls</c>. The program can
    /// listen at each of them.
    /// </summary>
    /// <exception cref="NodeStartException">An address cannot be used.</exception>
    public static IReadOnlyList<ListenAddress> Read(IConfiguration configuration)
    {
        CheckFiles(configuration.GetSection(DefaultCertificate));
        List<ListenAddress> addresses = [];
        foreach (IConfigurationSection endpoint in configuration.GetSection("Kestrel:Endpoints").GetChildren())
        {
            CheckFiles(endpoint.GetSection("Certificate"));
            if (endpoint["Url"] is { } url)
                addresses.Add(
                    Check(url, endpoint.GetSection("Certificate").Exists() || configuration.GetSection(DefaultCertificate).Exists()));
        }

        if (addresses.Count > 0) return addresses;
        foreach (string url in configuration["urls"]!.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            addresses.Add(Check(url, configuration.GetSection(DefaultCertificate).Exists()));
        }

        return addresses.Count > 0 ? addresses
            : throw new NodeStartException("urls is empty: it must be an address to listen at, such as http://127.0.0.1:8080.");
    }

    /// <summary>Checked here because Kestrel reads certificates only after everything else has started.</summary>
    private static void CheckFiles(IConfigurationSection certificate)
    {
        foreach (string name in (string[])["Path", "KeyPath"])
        {
            // Kestrel resolves relative paths against the program's folder.
            if (certificate[name] is { } path && !File.Exists(Path.Combine(AppContext.BaseDirectory, path)))
                throw new NodeStartException($"{certificate.Path}:{name} is '{path}', where there is no file.");
        }
    }

    private static ListenAddress Check(string url, bool hasCertificate)
    {
        ListenAddress address = ListenAddress.Parse(url);
        if (address.IsTls && !hasCertificate)
        {
            throw new NodeStartException(
                $"{url} needs a certificate ({DefaultCertificate}:Path). Configure one, or listen at http behind a proxy that speaks TLS.");
        }

        try
        {
            using TcpListener listener = new(address.Interface ?? IPAddress.Loopback, address.Port);
            if (Equals(address.Interface, IPAddress.IPv6Any)) listener.Server.DualMode = true; // as Kestrel does
            listener.Start();
            return address;
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressAlreadyInUse)
        {
            throw new NodeStartException($"{url} is used by another program. Choose another address.", exception);
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressNotAvailable)
        {
            throw new NodeStartException($"{url} is not an address of this machine.", exception);
        }
        catch (SocketException exception)
        {
            throw new NodeStartException($"The program cannot listen at {url}: {exception.Message}.", exception);
        }
    }
}
