using System.Net;
using System.Net.Sockets;

namespace JpegReducer.Support.Nodes;

/// <summary>Ports for servers that are told theirs before they start.</summary>
public static class FreePorts
{
    // Below the range that Linux gives to outgoing connections, one of which could take the port meanwhile.
    private const int First = 20_000;
    private const int Last = 32_000;

    private static readonly HashSet<int> Given = [];

    /// <summary>A port that is free on the loopback interface now, and was not given before.</summary>
    public static int Next()
    {
        lock (Given)
        {
            while (true)
            {
                int port = Random.Shared.Next(First, Last);
                if (IsFree(port) && Given.Add(port)) return port;
            }
        }
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
