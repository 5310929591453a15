using System.Net;
using System.Net.Sockets;

namespace JpegReducer.Support.Nodes;

/// <summary>Free ports for servers whose port is set before the start.</summary>
public static class FreePorts
{
    // Below the range that Linux gives to outgoing connections, one of which could take the port meanwhile.
    private const int First = 20_000;
    private const int Last = 32_000;

    private static readonly HashSet<int> Given = [];

    /// <summary>A port that is free on the loopback interface and was not returned before.</summary>
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
