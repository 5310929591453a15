using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using JpegReducer.ApiContracts;

namespace JpegReducer.Cli.Node;

/// <summary>
/// What can be said to a node. A node that is busy, restarts or is away for a moment is waited for; every request here may be
/// repeated, because those that change something carry an Idempotency-Key or change nothing the second time.
/// </summary>
internal sealed class NodeApi : IDisposable
{
    private static readonly TimeSpan FirstAnswerWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromMinutes(30); // a large upload over a thin line
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly HttpClient _http;
    private readonly string _boundary = $"jpegreducer-{Guid.NewGuid():N}"; // one for all, so that a repeated request has the same bytes

    public NodeApi(Uri url, string key)
    {
        Url = url;
        _http = new HttpClient { BaseAddress = url, Timeout = LongestAnswer };
        if (key.Any(c => c is <= ' ' or > '~')) throw new UserException(ExitCodes.Node, "The API key has characters that no key has.");
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("jpegreducer-cli/0.1");
    }

    public Uri Url { get; }

    /// <summary>Whether a node of ours answers.</summary>
    public static Task<bool> IsAliveAsync(Uri url, CancellationToken cancellationToken) =>
        ProbeAsync(url, response => response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType is "application/json",
            cancellationToken);

    /// <summary>Whether anything answers: a node far away may not show its health to everyone.</summary>
    public static Task<bool> AnswersAsync(Uri url, CancellationToken cancellationToken) => ProbeAsync(url, _ => true, cancellationToken);

    public Task<JobView> OpenJobAsync(CreateJobRequest request, string idempotencyKey, CancellationToken cancellationToken) =>
        AskAsync(() => Post("/v1/jobs", idempotencyKey, JsonContent.Create(request, ApiJson.Default.CreateJobRequest)),
            ApiJson.Default.JobView, cancellationToken);

    public Task<AcceptedItems> AddUrlsAsync(string job, AddItemsRequest request, string idempotencyKey, CancellationToken cancellationToken) =>
        AskAsync(() => Post($"/v1/jobs/{job}/items", idempotencyKey, JsonContent.Create(request, ApiJson.Default.AddItemsRequest)),
            ApiJson.Default.AcceptedItems, cancellationToken);

    /// <summary>Sends files as the parts of a body.</summary>
    /// <param name="job">To this job.</param>
    /// <param name="idempotencyKey">Of the request.</param>
    /// <param name="createParts">Creates the parts, each time that the request is sent.</param>
    /// <param name="hasFailedHere">Whether a part could not be read: then the request is not repeated.</param>
    /// <param name="cancellationToken">Cancels sending.</param>
    public Task<AcceptedItems> AddFilesAsync(
        string job, string idempotencyKey, Func<IEnumerable<HttpContent>> createParts, Func<bool> hasFailedHere,
        CancellationToken cancellationToken) =>
        AskAsync(
            () =>
            {
                MultipartFormDataContent content = new(_boundary);
                foreach (HttpContent part in createParts()) content.Add(part);
                return Post($"/v1/jobs/{job}/items", idempotencyKey, content);
            },
            ApiJson.Default.AcceptedItems,
            cancellationToken,
            hasFailedHere);

    public Task<JobView> SealAsync(string job, CancellationToken cancellationToken) =>
        AskAsync(() => Post($"/v1/jobs/{job}/seal", null, null), ApiJson.Default.JobView, cancellationToken);

    public Task<JobView> CancelAsync(string job, CancellationToken cancellationToken) =>
        AskAsync(() => Post($"/v1/jobs/{job}/cancel", null, null), ApiJson.Default.JobView, cancellationToken);

    /// <summary>The job, when there is news since a version, or after <paramref name="wait"/>.</summary>
    public Task<JobView> WatchAsync(string job, long since, TimeSpan wait, CancellationToken cancellationToken) =>
        AskAsync(() => Get($"/v1/jobs/{job}?since={since}&wait={wait.TotalSeconds:0}"), ApiJson.Default.JobView, cancellationToken);

    public Task<ManifestPage> ManifestAsync(string job, int after, int limit, CancellationToken cancellationToken) =>
        AskAsync(() => Get($"/v1/jobs/{job}/manifest?format=json&cursor={after}&limit={limit}"), ApiJson.Default.ManifestPage, cancellationToken);

    public Task<NodeView> NodeAsync(CancellationToken cancellationToken) =>
        AskAsync(() => Get("/v1/node"), ApiJson.Default.NodeView, cancellationToken);

    public Task<UsageView> UsageAsync(CancellationToken cancellationToken) =>
        AskAsync(() => Get("/v1/usage"), ApiJson.Default.UsageView, cancellationToken);

    public Task<JobList> JobsAsync(int limit, CancellationToken cancellationToken) =>
        AskAsync(() => Get($"/v1/jobs?limit={limit}"), ApiJson.Default.JobList, cancellationToken);

    /// <summary>Reads a result; <paramref name="use"/> is begun anew where the transfer breaks off.</summary>
    public Task DownloadAsync(string path, Func<Stream, CancellationToken, Task> use, CancellationToken cancellationToken) =>
        WithPatienceAsync(
            () => path is ['/', not '/', ..] ? Get(path) : throw NotANode("it sends its callers to another server"), // to which the key must not go
            async response =>
            {
                await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
                await use(body, cancellationToken);
                return true;
            },
            cancellationToken);

    public void Dispose() => _http.Dispose();

    private static async Task<bool> ProbeAsync(Uri url, Func<HttpResponseMessage, bool> isWanted, CancellationToken cancellationToken)
    {
        using HttpClient http = new() { Timeout = FirstAnswerWithin };
        try
        {
            using HttpResponseMessage response = await http.GetAsync(
                new Uri(url, "/health/live"), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return isWanted(response);
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static HttpRequestMessage Get(string path) => new(HttpMethod.Get, path);

    private static HttpRequestMessage Post(string path, string? idempotencyKey, HttpContent? content)
    {
        HttpRequestMessage request = new(HttpMethod.Post, path) { Content = content };
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        return request;
    }

    private Task<T> AskAsync<T>(
        Func<HttpRequestMessage> create, JsonTypeInfo<T> type, CancellationToken cancellationToken, Func<bool>? hasFailedHere = null) =>
        WithPatienceAsync(create, async response => await response.Content.ReadFromJsonAsync(
            type, cancellationToken) ?? throw new JsonException(), cancellationToken, hasFailedHere);

    private async Task<T> WithPatienceAsync<T>(
        Func<HttpRequestMessage> create, Func<HttpResponseMessage, Task<T>> read, CancellationToken cancellationToken,
        Func<bool>? hasFailedHere = null)
    {
        long began = TimeProvider.System.GetTimestamp();
        for (TimeSpan pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            bool mayTryAgain = TimeProvider.System.GetElapsedTime(began) < Patience;
            TimeSpan? retryAfter = null;
            try
            {
                using HttpRequestMessage request = create();
                using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                if (response.IsSuccessStatusCode) return await read(response);
                if (!mayTryAgain || response.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests))
                    throw await RefusedAsync(response, cancellationToken);
                retryAfter = response.Headers.RetryAfter?.Delta;
            }
            catch (Exception exception) when (IsTransport(exception) && mayTryAgain && hasFailedHere?.Invoke() is not true)
            {
                // Away, or gone in the middle: it may be starting again.
            }
            catch (Exception exception) when (IsTransport(exception) && hasFailedHere?.Invoke() is not true)
            {
                throw new UserException(ExitCodes.Node, $"The node at {Url} cannot be reached: {exception.Message}");
            }
            catch (Exception exception) when (exception is JsonException or NotSupportedException)
            {
                throw NotANode("what it said is not what a node says"); // of another media type, or not JSON at all
            }
            catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new UserException(ExitCodes.Node, $"The node at {Url} has not answered within {LongestAnswer.TotalMinutes:0} minutes.");
            }

            await Task.Delay(retryAfter ?? pause, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Whether the line failed, not a file at its other end.</summary>
    private static bool IsTransport(Exception exception) =>
        exception is HttpRequestException or HttpIOException or IOException { InnerException: SocketException };

    private async Task<UserException> RefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        string body = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            if (JsonSerializer.Deserialize(body, ApiJson.Default.ProblemView) is { } problem)
            {
                return new RefusedException(problem.Code, $"{problem.Title}: {problem.Detail} ({problem.Code})");
            }
        }
        catch (JsonException)
        {
            // not a problem of ours
        }

        return NotANode($"it said {(int)response.StatusCode}");
    }

    private UserException NotANode(string why) => new(ExitCodes.Node, $"What answers at {Url} is not a node of JpegReducer: {why}.");
}
