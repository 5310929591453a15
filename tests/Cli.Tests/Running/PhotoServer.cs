using System.Net;
using System.Net.Sockets;

namespace JpegReducer.Cli.Tests.Running;

/// <summary>A web server on the loopback interface: a photograph under every path that ends in .jpg, or under every path; else nothing.</summary>
internal sealed class PhotoServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly byte[] _photo;
    private readonly bool _isEverywhere;
    private readonly Task _serving;

    public PhotoServer(byte[] photo, bool isEverywhere = false)
    {
        (_photo, _isEverywhere) = (photo, isEverywhere);
        Url = new Uri($"http://127.0.0.1:{FreePort()}/");
        _listener.Prefixes.Add(Url.ToString());
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Url { get; }

    /// <summary>A port that nothing listens at.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                bool isPhoto = _isEverywhere || context.Request.Url!.AbsolutePath.EndsWith(".jpg", StringComparison.Ordinal);
                context.Response.StatusCode = isPhoto ? 200 : 404;
                context.Response.Close(isPhoto ? _photo : "nothing here"u8.ToArray(), willBlock: false);
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                // stopped, or the caller went away
            }
        }
    }
}
