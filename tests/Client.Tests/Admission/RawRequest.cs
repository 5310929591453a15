using System.Net.Sockets;
using System.Text;

namespace JpegReducer.Client.Tests.Admission;

/// <summary>A request written to the connection directly, for what no client library sends.</summary>
internal sealed class RawRequest : IDisposable
{
    private readonly TcpClient _connection = new();
    private NetworkStream _stream = null!;

    /// <summary>Connects and sends the given bytes.</summary>
    public static async Task<RawRequest> SendAsync(Uri node, string text)
    {
        RawRequest request = new();
        await request._connection.ConnectAsync(node.Host, node.Port);
        request._stream = request._connection.GetStream();
        await request.SendAsync(text);
        return request;
    }

    /// <summary>A POST whose body has begun.</summary>
    public static Task<RawRequest> BeginAsync(Uri node, string path, string key, string type, string body, int announced = 100_000) =>
        SendAsync(
        node,
        $"POST {path} HTTP/1.1\r\nHost: {node.Authority}\r\nAuthorization: Bearer {key}\r\nContent-Type: {type}\r\nContent-Length: "
            + $"{announced}\r\n\r\n{body}");

    /// <summary>Sends more.</summary>
    public async Task SendAsync(string text) => await _stream.WriteAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Closes the sending side.</summary>
    public void EndSending() => _connection.Client.Shutdown(SocketShutdown.Send);

    /// <summary>The whole response, until the node closes or resets the connection.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using MemoryStream answer = new();
        try
        {
            await _stream.CopyToAsync(answer);
        }
        catch (IOException)
        {
            // Reset: the node closed before it had read everything.
        }

        return Encoding.UTF8.GetString(answer.ToArray());
    }

    /// <summary>The status of the response.</summary>
    public async Task<int> ReadStatusAsync()
    {
        byte[] line = new byte["HTTP/1.1 200".Length];
        await _stream.ReadExactlyAsync(line);
        return int.Parse(Encoding.ASCII.GetString(line.AsSpan(9)), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose() => _connection.Dispose();
}
