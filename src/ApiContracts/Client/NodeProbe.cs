namespace JpegReducer.ApiContracts.Client;

/// <summary>Checks whether a server responds, without an API key.</summary>
public static class NodeProbe
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>Whether a node responds at an address, according to its health endpoint.</summary>
    public static Task<bool> IsNodeAsync(Uri url, CancellationToken cancellationToken) => ProbeAsync(
        url, response =>
            response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType is "application/json", cancellationToken);

    /// <summary>Whether any server responds at an address: a remote node may not expose its health endpoint.</summary>
    public static Task<bool> IsServerAsync(Uri url, CancellationToken cancellationToken) => ProbeAsync(url, _ => true, cancellationToken);

    private static async Task<bool> ProbeAsync(Uri url, Func<HttpResponseMessage, bool> isExpected, CancellationToken cancellationToken)
    {
        using HttpClient http = new() { Timeout = Timeout };
        try
        {
            using HttpResponseMessage response =
                await http.GetAsync(new Uri(url, "/health/live"), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return isExpected(response);
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
