using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace JpegReducer.ApiContracts.Client;

/// <summary>Sends idempotent requests, and repeats them while the node is busy or cannot be reached.</summary>
internal sealed class ApiRequests(HttpClient http, TimeProvider time)
{
    private static readonly TimeSpan MinPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(5);

    /// <summary>How long a request is repeated.</summary>
    public TimeSpan RetryTime { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Sends a request and reads its response as JSON.</summary>
    public Task<T> SendAsync<T>(
        Func<HttpRequestMessage> create, JsonTypeInfo<T> type, CancellationToken cancellationToken, Func<bool>? hasLocalFailure = null) =>
            SendAsync(
        create,
        async response => await response.Content.ReadFromJsonAsync(type, cancellationToken) ?? throw new JsonException(),
        cancellationToken,
        hasLocalFailure);

    /// <summary>Sends a request.</summary>
    /// <param name="create">Creates the request, each time it is sent.</param>
    /// <param name="read">Reads a successful response; called again if the transfer is interrupted.</param>
    /// <param name="cancellationToken">Cancels the request and its repetitions.</param>
    /// <param name="hasLocalFailure">Whether the body could not be created: then the request is not repeated.</param>
    public async Task<T> SendAsync<T>(
        Func<HttpRequestMessage> create, Func<HttpResponseMessage, Task<T>> read, CancellationToken cancellationToken,
        Func<bool>? hasLocalFailure = null)
    {
        long began = time.GetTimestamp();
        for (TimeSpan pause = MinPause; ; pause = pause * 2 < MaxPause ? pause * 2 : MaxPause)
        {
            bool mayRetry = time.GetElapsedTime(began) < RetryTime;
            TimeSpan? retryAfter = null;
            try
            {
                using HttpRequestMessage request = create();
                using HttpResponseMessage response =
                    await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                if (response.IsSuccessStatusCode) return await read(response);
                if (!mayRetry || response.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests))
                    throw await ProblemAsync(response, cancellationToken);
                retryAfter = response.Headers.RetryAfter?.Delta;
            }
            catch (Exception exception) when (IsTransport(exception) && hasLocalFailure?.Invoke() is not true)
            {
                // The node is unreachable or died during the request: it may be starting again.
                if (!mayRetry)
                    throw new NodeUnreachableException($"The node at {http.BaseAddress} cannot be reached: {exception.Message}", exception);
            }
            catch (Exception exception) when (exception is JsonException or NotSupportedException)
            {
                throw NotANode(http.BaseAddress!, "its response is not that of a node", exception); // of another media type, or not JSON
            }
            catch (TaskCanceledException exception) when (!cancellationToken.IsCancellationRequested)
            {
                throw new NodeUnreachableException(
                    $"The node at {http.BaseAddress} has not responded within {http.Timeout.TotalMinutes:0} minutes.", exception);
            }

            await Task.Delay(retryAfter ?? pause, time, cancellationToken);
        }
    }

    /// <summary>The exception for a server that is no node.</summary>
    public static UnexpectedResponseException NotANode(Uri node, string why, Exception? cause = null) =>
        new($"The server at {node} is not a node of JpegReducer: {why}.", cause);

    /// <summary>Whether the connection failed, not the source or target of the transfer.</summary>
    private static bool IsTransport(Exception exception) =>
        exception is HttpRequestException or HttpIOException or IOException { InnerException: SocketException };

    private async Task<JpegReducerClientException> ProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        string body = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            if (JsonSerializer.Deserialize(body, ApiJson.Default.ProblemView) is { } problem) return new ApiProblemException(problem);
        }
        catch (JsonException)
        {
            // not a problem of a node
        }

        return NotANode(http.BaseAddress!, $"it responded with status {(int)response.StatusCode}");
    }
}
