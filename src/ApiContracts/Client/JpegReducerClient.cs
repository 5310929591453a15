using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace JpegReducer.ApiContracts.Client;

/// <summary>
/// A client of a node's native API. Requests are repeated with exponential back-off while the node is busy, restarts or cannot be reached:
/// each is idempotent by itself or by its Idempotency-Key. Every method throws a <see cref="JpegReducerClientException"/> if its request
/// fails for good. Instances are safe for concurrent use.
/// </summary>
public sealed class JpegReducerClient : IDisposable
{
    /// <summary>For a large upload over a slow connection.</summary>
    private static readonly TimeSpan MaxResponseTime = TimeSpan.FromMinutes(30);

    private static readonly TimeSpan WatchTime = TimeSpan.FromSeconds(20);

    private const int ManifestPageSize = 500;

    private readonly HttpClient _http;
    private readonly bool _ownsHttp;
    private readonly ApiRequests _requests;
    private readonly string _boundary = $"jpegreducer-{Guid.NewGuid():N}"; // constant, so that a repeated request has the same bytes

    /// <summary>Creates a client with a connection pool of its own.</summary>
    /// <param name="node">The address of a node or gateway, such as <c>http://127.0.0.1:8080</c>.</param>
    /// <param name="apiKey">An API key: printable ASCII characters without spaces.</param>
    /// <param name="userAgent">The User-Agent header.</param>
    /// <exception cref="ArgumentException">The API key contains other characters.</exception>
    public JpegReducerClient(Uri node, string apiKey, string userAgent = "jpegreducer-client")
        : this(CreateHttpClient(node, apiKey, userAgent), TimeProvider.System) => _ownsHttp = true;

    /// <summary>Creates a client that sends its requests through <paramref name="http"/>, which stays the caller's.</summary>
    /// <param name="http">With the node's address as its base address, and the API key in its default headers.</param>
    /// <param name="time">The clock of back-off.</param>
    public JpegReducerClient(HttpClient http, TimeProvider time)
    {
        _http = http;
        Node = http.BaseAddress ?? throw new ArgumentException("The client has no base address.", nameof(http));
        _requests = new ApiRequests(http, time);
    }

    /// <summary>The node's address.</summary>
    public Uri Node { get; }

    /// <summary>How long a request is repeated. Zero: never. Default: two minutes.</summary>
    public TimeSpan RetryTime
    {
        get => _requests.RetryTime;
        init => _requests.RetryTime = value;
    }

    /// <summary>Reduces one image and downloads the result.</summary>
    /// <param name="image">The image. A URL needs a job: <see cref="AddUrlsAsync"/>.</param>
    /// <param name="options">The settings of the reduction.</param>
    /// <param name="idempotencyKey">A repeated call with the same key gets the same result and is charged once.</param>
    /// <param name="read">
    /// Reads the result: the reduced image, or the source if nothing smaller was found. Called again from the beginning if the transfer is
    /// interrupted.
    /// </param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>What the response says about the result.</returns>
    /// <exception cref="ApiProblemException">
    /// The image cannot be reduced (<see cref="ProblemCodes.ImageRefused"/>), or the request was rejected for another reason.
    /// </exception>
    public Task<OptimizedImage> OptimizeAsync(
        FileUpload image, ReductionRequest options, string idempotencyKey,
        Func<OptimizedImage, Stream, CancellationToken, Task> read, CancellationToken cancellationToken = default)
    {
        return _requests.SendAsync(Create, async response =>
        {
            OptimizedImage optimized =
                OptimizedImage.TryRead(response) ?? throw ApiRequests.NotANode(Node, "its response is not that of a node");
            await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
            await read(optimized, body, cancellationToken);
            return optimized;
        }, cancellationToken);

        HttpRequestMessage Create() => Post("/v1/optimize", idempotencyKey, new MultipartFormDataContent(_boundary)
        {
            { new StringContent(JsonSerializer.Serialize(options, ApiJson.Default.ReductionRequest)), "options" },
            CreatePart(image),
        });
    }

    /// <summary>Opens a job.</summary>
    /// <param name="request">Its settings and, optionally, its first items.</param>
    /// <param name="idempotencyKey">A repeated call with the same key returns the same job.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<JobView> OpenJobAsync(CreateJobRequest request, string idempotencyKey, CancellationToken cancellationToken = default)
    {
        return _requests.SendAsync(Create, ApiJson.Default.JobView, cancellationToken);

        HttpRequestMessage Create() => Post("/v1/jobs", idempotencyKey, JsonContent.Create(request, ApiJson.Default.CreateJobRequest));
    }

    /// <summary>Adds images to a job by their URLs.</summary>
    /// <param name="job">The job's id.</param>
    /// <param name="request">Up to 1,000 URLs.</param>
    /// <param name="idempotencyKey">A repeated call with the same key adds nothing.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<AcceptedItems> AddUrlsAsync(
        string job, AddItemsRequest request, string idempotencyKey, CancellationToken cancellationToken = default)
    {
        return _requests.SendAsync(Create, ApiJson.Default.AcceptedItems, cancellationToken);

        HttpRequestMessage Create() =>
            Post($"/v1/jobs/{job}/items", idempotencyKey, JsonContent.Create(request, ApiJson.Default.AddItemsRequest));
    }

    /// <summary>Adds files to a job.</summary>
    /// <param name="job">The job's id.</param>
    /// <param name="files">
    /// The files. All of them are added or none, if they are at most 500 and have at most <see cref="UploadLimits.WholeRequestBytes"/>.
    /// </param>
    /// <param name="idempotencyKey">A repeated call with the same key adds nothing.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<AcceptedItems> AddFilesAsync(
        string job, IReadOnlyCollection<FileUpload> files, string idempotencyKey, CancellationToken cancellationToken = default) =>
        AddPartsAsync(job, () => files.Select(CreatePart), idempotencyKey, hasLocalFailure: null, cancellationToken);

    /// <summary>Adds files to a job as parts of a <c>multipart/form-data</c> body that the caller creates.</summary>
    /// <param name="job">The job's id.</param>
    /// <param name="createParts">Creates the parts, each time the request is sent.</param>
    /// <param name="idempotencyKey">A repeated call with the same key adds nothing.</param>
    /// <param name="hasLocalFailure">
    /// Whether a part could not be read: then the request is not repeated, and the exception of the part is thrown.
    /// </param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<AcceptedItems> AddPartsAsync(
        string job, Func<IEnumerable<HttpContent>> createParts, string idempotencyKey, Func<bool>? hasLocalFailure,
        CancellationToken cancellationToken = default)
    {
        return _requests.SendAsync(CreateRequest, ApiJson.Default.AcceptedItems, cancellationToken, hasLocalFailure);

        HttpRequestMessage CreateRequest()
        {
            MultipartFormDataContent content = new(_boundary);
            foreach (HttpContent part in createParts()) content.Add(part);
            return Post($"/v1/jobs/{job}/items", idempotencyKey, content);
        }
    }

    /// <summary>Seals a job: it accepts no more items, and is done when its last item has ended.</summary>
    public Task<JobView> SealAsync(string job, CancellationToken cancellationToken = default) =>
        _requests.SendAsync(() => Post($"/v1/jobs/{job}/seal", null, null), ApiJson.Default.JobView, cancellationToken);

    /// <summary>Cancels a job. Finished results are kept.</summary>
    public Task<JobView> CancelAsync(string job, CancellationToken cancellationToken = default) =>
        _requests.SendAsync(() => Post($"/v1/jobs/{job}/cancel", null, null), ApiJson.Default.JobView, cancellationToken);

    /// <summary>
    /// Returns a job when its version exceeds <paramref name="since"/>, when it has ended, or after <paramref name="wait"/>.
    /// </summary>
    /// <param name="job">The job's id.</param>
    /// <param name="since">The last known version; -1 for any.</param>
    /// <param name="wait">At most 30 seconds.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<JobView> WatchAsync(string job, long since, TimeSpan wait, CancellationToken cancellationToken = default) =>
        _requests.SendAsync(
            () => Get($"/v1/jobs/{job}?since={since}&wait={wait.TotalSeconds:0}"), ApiJson.Default.JobView, cancellationToken);

    /// <summary>Returns a job when <paramref name="condition"/> is true of it, or when it has ended.</summary>
    public async Task<JobView> WaitAsync(string job, Func<JobView, bool> condition, CancellationToken cancellationToken = default)
    {
        JobView view = await WatchAsync(job, since: -1, WatchTime, cancellationToken);
        while (!condition(view) && view.State is not (JobState.Done or JobState.Cancelled))
            view = await WatchAsync(job, view.Version, WatchTime, cancellationToken);
        return view;
    }

    /// <summary>Returns a job when it has ended.</summary>
    public Task<JobView> WaitUntilDoneAsync(string job, CancellationToken cancellationToken = default) =>
        WaitAsync(job, _ => false, cancellationToken);

    /// <summary>Returns a page of a job's manifest.</summary>
    /// <param name="job">The job's id.</param>
    /// <param name="after">The sequence number before the first item; -1 for the beginning.</param>
    /// <param name="limit">The maximum number of items.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<ManifestPage> GetManifestPageAsync(string job, int after, int limit, CancellationToken cancellationToken = default) =>
        _requests.SendAsync(
            () =>
            Get($"/v1/jobs/{job}/manifest?format=json&cursor={after}&limit={limit}"), ApiJson.Default.ManifestPage, cancellationToken);

    /// <summary>Returns all items of a job in order, page by page.</summary>
    public async IAsyncEnumerable<ManifestItem> GetManifestAsync(
        string job, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ManifestPage page;
        int after = -1;
        do
        {
            page = await GetManifestPageAsync(job, after, ManifestPageSize, cancellationToken);
            foreach (ManifestItem item in page.Items)
            {
                after = item.Sequence;
                yield return item;
            }
        }
        while (page.Next is not null);
    }

    /// <summary>Returns the newest jobs of the account.</summary>
    public Task<JobList> GetJobsAsync(int limit, CancellationToken cancellationToken = default) =>
        _requests.SendAsync(() => Get($"/v1/jobs?limit={limit}"), ApiJson.Default.JobList, cancellationToken);

    /// <summary>Returns the node's version and load.</summary>
    public Task<NodeView> GetNodeAsync(CancellationToken cancellationToken = default) =>
        _requests.SendAsync(() => Get("/v1/node"), ApiJson.Default.NodeView, cancellationToken);

    /// <summary>Returns the usage of the account.</summary>
    public Task<UsageView> GetUsageAsync(CancellationToken cancellationToken = default) =>
        _requests.SendAsync(() => Get("/v1/usage"), ApiJson.Default.UsageView, cancellationToken);

    /// <summary>Downloads a file.</summary>
    /// <param name="path">A path from <see cref="ManifestItem.Links"/>.</param>
    /// <param name="read">Reads the file; called again from the beginning if the transfer is interrupted.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task DownloadAsync(string path, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken = default)
    {
        // The API key must not be sent to another server.
        if (path is not ['/', not '/', ..]) throw ApiRequests.NotANode(Node, "it refers its clients to another server");

        return _requests.SendAsync(() => Get(path), async response =>
        {
            await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
            await read(body, cancellationToken);
            return true;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsHttp) _http.Dispose();
    }

    private static HttpClient CreateHttpClient(Uri node, string apiKey, string userAgent)
    {
        if (apiKey.Length == 0 || apiKey.Any(c => c is <= ' ' or > '~'))
            throw new ArgumentException("The API key has characters that no key has.", nameof(apiKey));

        HttpClient http = new() { BaseAddress = node, Timeout = MaxResponseTime };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        http.DefaultRequestHeaders.UserAgent.ParseAdd(userAgent);
        return http;
    }

    private static StreamContent CreatePart(FileUpload file)
    {
        StreamContent content = new(file.Open());
        content.Headers.ContentDisposition = new("form-data") { Name = "file", FileName = file.Name, FileNameStar = file.Name };
        return content;
    }

    private static HttpRequestMessage Get(string path) => new(HttpMethod.Get, path);

    private static HttpRequestMessage Post(string path, string? idempotencyKey, HttpContent? content)
    {
        HttpRequestMessage request = new(HttpMethod.Post, path) { Content = content };
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        return request;
    }
}
