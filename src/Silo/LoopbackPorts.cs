using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using JpegReducer.Hosting.Nodes;

namespace JpegReducer.Silo;

/// <summary>Finds ports for a silo without other cluster members.</summary>
internal static class LoopbackPorts
{
    // Below the range of outgoing connections on Linux (32768 and up), one of which could take the port in the meantime.
    private const int First = 20_000;
    private const int Last = 32_000;

    /// <summary>Finds two ports that are free on the loopback interface.</summary>
    [SuppressMessage(
        "ApiDesign", "RS0030:Do not use banned APIs", Justification = "Nodes that start together must not try the same ports.")]
    public static (int Silo, int Gateway) FindTwo()
    {
        Span<int> found = stackalloc int[2];
        int count = 0;
        for (int attempt = 0; count < 2 && attempt < 1_000; attempt++)
        {
            int port = Random.Shared.Next(First, Last);
            if (port != found[0] && IsFree(port)) found[count++] = port;
        }

        return count == 2 ? (found[0], found[1])
            : throw new NodeStartException("No free port was found on the loopback interface for the silo.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using TcpListener listener = new(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
