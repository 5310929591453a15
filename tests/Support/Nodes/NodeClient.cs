using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using JpegReducer.ApiContracts;
using JpegReducer.ApiContracts.Client;

namespace JpegReducer.Support.Nodes;

/// <summary>A client of a node for tests and benchmarks: the typed API client, and what applications do not need.</summary>
public sealed class NodeClient(HttpClient http) : IDisposable
{
    private static readonly TimeSpan WatchTime = TimeSpan.FromSeconds(20);

    /// <summary>The API client. It does not retry: a test sees every failure.</summary>
    public JpegReducerClient Api { get; } = new(http, TimeProvider.System) { RetryTime = TimeSpan.Zero };

    /// <summary>Opens a job that accepts more items.</summary>
    public Task<string> OpenJobAsync(ReductionMode mode = ReductionMode.Lossy) => OpenJobAsync(new ReductionRequest { Mode = mode });

    /// <summary>Opens a job with settings, that accepts more items.</summary>
    public async Task<string> OpenJobAsync(ReductionRequest options) =>
        (await Api.OpenJobAsync(new CreateJobRequest { Options = options }, NewKey())).Id;

    /// <summary>Adds images to a job, in one multipart request that can be repeated.</summary>
    public Task<AcceptedItems> UploadAsync(string job, IEnumerable<(string Name, byte[] Bytes)> files) =>
        Api.AddFilesAsync(job, [.. files.Select(file => new FileUpload(file.Name, () => new MemoryStream(file.Bytes)))], NewKey());

    /// <summary>Adds images to a job: a body that the caller creates, with a key of its choice.</summary>
    public async Task<AcceptedItems> UploadAsync(string job, HttpContent content, string idempotencyKey)
    {
        using HttpRequestMessage request =
            new(HttpMethod.Post, $"/v1/jobs/{job}/items") { Content = content, Headers = { { "Idempotency-Key", idempotencyKey } } };
        using HttpResponseMessage response = await http.SendAsync(request);
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException(await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync(ApiJson.Default.AcceptedItems))!;
    }

    /// <summary>Adds images to a job by their URLs.</summary>
    public Task<AcceptedItems> AddUrlsAsync(string job, IEnumerable<string> urls) =>
        Api.AddUrlsAsync(job, new AddItemsRequest { Inputs = [.. urls.Select(url => new UrlInput(url))] }, NewKey());

    /// <summary>Seals a job.</summary>
    public Task<JobView> SealAsync(string job) => Api.SealAsync(job);

    /// <summary>Returns a job when its version exceeds <paramref name="since"/> or after twenty seconds.</summary>
    public Task<JobView> WatchAsync(string job, long since) => Api.WatchAsync(job, since, WatchTime);

    /// <summary>Returns a job when <paramref name="condition"/> is true of it.</summary>
    public async Task<JobView> WaitAsync(string job, Func<JobView, bool> condition)
    {
        JobView view = await WatchAsync(job, since: -1);
        while (!condition(view)) view = await WatchAsync(job, view.Version);
        return view;
    }

    /// <summary>Seals a job and returns it when it has ended.</summary>
    public async Task<JobView> FinishAsync(string job)
    {
        await SealAsync(job);
        return await Api.WaitUntilDoneAsync(job);
    }

    /// <summary>All of a job's manifest, from its NDJSON.</summary>
    public async Task<IReadOnlyList<ManifestItem>> ManifestAsync(string job)
    {
        string lines = await http.GetStringAsync($"/v1/jobs/{job}/manifest?format=ndjson");
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => System.Text.Json.JsonSerializer.Deserialize(line, ApiJson.Default.ManifestItem)!)];
    }

    /// <summary>Downloads the main output of an item.</summary>
    public Task<byte[]> ContentAsync(ManifestItem item) => http.GetByteArrayAsync(item.Links.Content);

    /// <summary>Downloads an output of an item that has a file.</summary>
    public Task<byte[]> ContentAsync(ManifestOutputFile output) => http.GetByteArrayAsync(output.Content);

    /// <summary>Whether the node is ready, with the body of the response.</summary>
    public async Task<(bool IsReady, string Said)> ReadyAsync()
    {
        using HttpResponseMessage response = await http.GetAsync("/health/ready");
        return (response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>The usage of the account.</summary>
    public Task<UsageView> UsageAsync() => Api.GetUsageAsync();

    /// <summary>Reduces one image; returns the engine's time in milliseconds.</summary>
    public async Task<double> OptimizeAsync(byte[] image)
    {
        using ByteArrayContent content = new(image) { Headers = { ContentType = new MediaTypeHeaderValue("image/jpeg") } };
        using HttpResponseMessage response = await http.PostAsync("/v1/optimize", content);
        response.EnsureSuccessStatusCode();
        await response.Content.CopyToAsync(Stream.Null);
        return double.Parse(response.Headers.GetValues(OptimizeHeaders.EngineTime).Single(), CultureInfo.InvariantCulture);
    }

    /// <summary>A counter or gauge of the node, summed over its labels, or over those that hold <paramref name="label"/>.</summary>
    public async Task<double> MetricAsync(string name, string label = "")
    {
        string text = await http.GetStringAsync("/metrics");
        return text.Split('\n')
            .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] is ' ' or '{'
                && line.Contains(label, StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private static string NewKey() => Guid.NewGuid().ToString();
}
