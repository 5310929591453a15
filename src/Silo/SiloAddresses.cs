using System.Net;
using System.Net.Sockets;
using JpegReducer.Hosting.Cluster;
using JpegReducer.Hosting.Nodes;

namespace JpegReducer.Silo;

/// <summary>Checks the address and ports of a silo before anything is started.</summary>
internal static class SiloAddresses
{
    /// <summary>Returns the address of the settings, after checking that the silo can listen there at both ports.</summary>
    /// <exception cref="NodeStartException">It cannot.</exception>
    public static IPAddress Check(ClusterOptions cluster)
    {
        if (cluster.Address is not { } address)
            throw new NodeStartException(
                "Cluster:Address must be set: the IP address, on a private network, at which the other nodes reach this silo.");
        if (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
            throw new NodeStartException($"Cluster:Address is {address}, but it must be one address that other nodes can connect to.");
        if (cluster.SiloPort == cluster.GatewayPort)
            throw new NodeStartException($"Cluster:SiloPort and Cluster:GatewayPort are both {cluster.SiloPort}, but they must differ.");

        CheckPort(address, cluster.SiloPort, nameof(cluster.SiloPort));
        CheckPort(address, cluster.GatewayPort, nameof(cluster.GatewayPort));
        return address;
    }

    private static void CheckPort(IPAddress address, int port, string setting)
    {
        try
        {
            using TcpListener listener = new(address, port);
            listener.Start();
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressNotAvailable)
        {
            throw new NodeStartException($"Cluster:Address is {address}, which is not an address of this machine.", exception);
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressAlreadyInUse)
        {
            throw new NodeStartException($"Cluster:{setting} is {port}, which is used by another program.", exception);
        }
        catch (SocketException exception)
        {
            throw new NodeStartException(
                $"Cluster:Address is {address}, at which this program cannot listen: {exception.Message}.", exception);
        }
    }
}
