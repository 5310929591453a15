using System.Net;

namespace JpegReducer.Cli.Tests.Running;

/// <summary>
/// Passes requests on to a node, and lets a test act between the moment a node has received files and the moment the sender is told.
/// </summary>
internal sealed class GatewayProxy : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(5) };
    private readonly Uri _node;
    private readonly Action _onReceived;
    private readonly Task _serving;
    private readonly TaskCompletionSource _stalled = new(), _closing = new();

    /// <param name="node">Where the node listens.</param>
    /// <param name="onReceived">Called each time that the node has received files.</param>
    public GatewayProxy(Uri node, Action onReceived)
    {
        (_node, _onReceived) = (node, onReceived);
        Url = new Uri($"http://127.0.0.1:{PhotoServer.FreePort()}/");
        _listener.Prefixes.Add(Url.ToString());
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Url { get; }

    /// <summary>The end of URLs whose requests are not passed on, and get no response.</summary>
    public string? StalledAt { get; init; }

    /// <summary>Ends when there is such a request.</summary>
    public Task Stalled => _stalled.Task;

    public async ValueTask DisposeAsync()
    {
        _closing.SetResult();
        _listener.Stop();
        await _serving;
        _listener.Close();
        _http.Dispose();
    }

    private async Task ServeAsync()
    {
        List<Task> passing = [];
        try
        {
            while (true) passing.Add(PassAsync(await _listener.GetContextAsync()));
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            await Task.WhenAll(passing);
        }
    }

    private async Task PassAsync(HttpListenerContext context)
    {
        try
        {
            if (StalledAt is not null && context.Request.RawUrl!.EndsWith(StalledAt, StringComparison.Ordinal))
            {
                _stalled.TrySetResult();
                await _closing.Task;
                return;
            }

            using HttpRequestMessage request = new(new HttpMethod(context.Request.HttpMethod), new Uri(_node, context.Request.RawUrl!));
            MemoryStream body = new();
            await context.Request.InputStream.CopyToAsync(body);
            request.Content = new ByteArrayContent(body.ToArray());
            foreach (string name in (string[])["Content-Type", "Authorization", "Idempotency-Key"])
            {
                if (context.Request.Headers[name] is not { } value) continue;
                if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content.Headers.TryAddWithoutValidation(name, value);
            }

            using HttpResponseMessage response = await _http.SendAsync(request);
            if (context.Request.HttpMethod is "POST" && context.Request.RawUrl!.EndsWith("/items", StringComparison.Ordinal)) _onReceived();
            context.Response.StatusCode = (int)response.StatusCode;
            context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
            context.Response.Close(await response.Content.ReadAsByteArrayAsync(), willBlock: true);
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or HttpRequestException or IOException)
        {
            // the sender went away
        }
    }
}
