using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace JpegReducer.Support.Servers;

/// <summary>
/// A server on 127.0.0.1 that sends given bytes and may end a connection in any way that TCP allows, which no well-behaved server
/// can be made to do.
/// </summary>
public sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentDictionary<string, int> _requests = [];
    private readonly ConcurrentDictionary<Task, bool> _connections = [];
    private readonly Func<string, int, RawAnswer> _answer;
    private readonly X509Certificate2? _certificate;
    private readonly Task _accepting;
    private int _stalls;

    /// <summary>Starts the server.</summary>
    /// <param name="answer">Returns the response for a path and the number of earlier requests for it.</param>
    /// <param name="certificate">Enables TLS.</param>
    public RawServer(Func<string, int, RawAnswer> answer, X509Certificate2? certificate = null)
    {
        _answer = answer;
        _certificate = certificate;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Number of stalled responses, of which everything to be sent was sent.</summary>
    public int Stalls => Volatile.Read(ref _stalls);

    /// <summary>Number of requests for a path.</summary>
    public int Requests(string path) => _requests.GetValueOrDefault(path);

    /// <summary>The URL of a path.</summary>
    public string Url(string path, string scheme = "http") => $"{scheme}://127.0.0.1:{Port}{path}";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        _listener.Dispose();
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                Socket socket = await _listener.AcceptSocketAsync(_closing.Token);
                _connections[ServeAsync(socket)] = true;
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                await using Stream stream = await OpenAsync(socket);
                string path = await ReadPathAsync(stream);
                RawAnswer answer = _answer(path, _requests.AddOrUpdate(path, 1, (_, count) => count + 1) - 1);
                await stream.WriteAsync(answer.Bytes, _closing.Token);
                await stream.FlushAsync(_closing.Token);
                if (answer.End is AnswerEnd.Stall)
                {
                    Interlocked.Increment(ref _stalls);
                    await Task.Delay(Timeout.Infinite, _closing.Token);
                }

                if (answer.End is AnswerEnd.Reset)
                {
                    socket.LingerState = new LingerOption(true, 0);
                    return;
                }

                socket.Shutdown(SocketShutdown.Send);
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException
                or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
            {
                // the other side has ended, or the test
            }
        }
    }

    private async Task<Stream> OpenAsync(Socket socket)
    {
        NetworkStream plain = new(socket, ownsSocket: false);
        if (_certificate is null) return plain;

        SslStream secure = new(plain);
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _closing.Token);
        return secure;
    }

    /// <summary>Reads a request without a body and returns its path.</summary>
    private async Task<string> ReadPathAsync(Stream stream)
    {
        StringBuilder head = new();
        byte[] buffer = new byte[4096];
        while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            int read = await stream.ReadAsync(buffer, _closing.Token);
            if (read == 0) throw new EndOfStreamException();
            head.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        return head.ToString().Split(' ', 3)[1];
    }
}

/// <summary>What a <see cref="RawServer"/> sends, and how it ends the connection.</summary>
/// <param name="Bytes">The whole answer, with its header.</param>
/// <param name="End">What comes after.</param>
public sealed record RawAnswer(byte[] Bytes, AnswerEnd End = AnswerEnd.Close)
{
    /// <summary>A response with a body and Content-Length.</summary>
    public static RawAnswer Of(int status, byte[] body, params string[] headers) => Cut(status, body, body.Length, AnswerEnd.Close, headers);

    /// <summary>A response with an incomplete body.</summary>
    public static RawAnswer Cut(int status, byte[] body, int sent, AnswerEnd end, params string[] headers)
    {
        string head = string.Concat(
            [$"HTTP/1.1 {status} Status\r\n", $"Content-Length: {body.Length}\r\n", "Connection: close\r\n", .. headers.Select(
            header => $"{header}\r\n"), "\r\n"]);
        return new RawAnswer([.. Encoding.Latin1.GetBytes(head), .. body.AsSpan(0, sent)], end);
    }
}

/// <summary>What a server does after sending its bytes.</summary>
public enum AnswerEnd
{
    /// <summary>It closes the connection normally.</summary>
    Close,

    /// <summary>It resets the connection.</summary>
    Reset,

    /// <summary>It sends nothing more, and keeps the connection open.</summary>
    Stall,
}
