using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using JpegReducer.ApiContracts;

namespace JpegReducer.Support.Nodes;

/// <summary>The HTTP client of tests and benchmarks.</summary>
public sealed class NodeClient(HttpClient http) : IDisposable
{
    /// <summary>Opens a job to which items can be added.</summary>
    public async Task<string> OpenJobAsync(ReductionMode mode = ReductionMode.Lossy)
    {
        using HttpResponseMessage response = await http.PostAsJsonAsync(
            "/v1/jobs", new CreateJobRequest { Options = new ReductionRequest { Mode = mode } }, ApiJson.Default.CreateJobRequest);
        return (await ReadAsync(response, ApiJson.Default.JobView)).Id;
    }

    /// <summary>Adds images to a job, as one multipart request that may be repeated.</summary>
    public async Task<AcceptedItems> UploadAsync(string job, IEnumerable<(string Name, byte[] Bytes)> files)
    {
        using MultipartFormDataContent content = [];
        foreach ((string name, byte[] bytes) in files) content.Add(new ByteArrayContent(bytes), "file", name);
        return await UploadAsync(job, content, Guid.NewGuid().ToString());
    }

    /// <summary>Adds images to a job with a given body and key.</summary>
    public async Task<AcceptedItems> UploadAsync(string job, HttpContent content, string idempotencyKey)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"/v1/jobs/{job}/items")
        {
            Content = content,
            Headers = { { "Idempotency-Key", idempotencyKey } },
        };
        using HttpResponseMessage response = await http.SendAsync(request);
        return await ReadAsync(response, ApiJson.Default.AcceptedItems);
    }

    /// <summary>Adds images to a job by their addresses.</summary>
    public async Task<AcceptedItems> AddUrlsAsync(string job, IEnumerable<string> addresses)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"/v1/jobs/{job}/items")
        {
            Content = JsonContent.Create(
                new AddItemsRequest { Inputs = [.. addresses.Select(address => new UrlInput(address))] }, ApiJson.Default.AddItemsRequest),
            Headers = { { "Idempotency-Key", Guid.NewGuid().ToString() } },
        };
        using HttpResponseMessage response = await http.SendAsync(request);
        return await ReadAsync(response, ApiJson.Default.AcceptedItems);
    }

    /// <summary>Seals a job.</summary>
    public async Task<JobView> SealAsync(string job)
    {
        using HttpResponseMessage response = await http.PostAsync($"/v1/jobs/{job}/seal", null);
        return await ReadAsync(response, ApiJson.Default.JobView);
    }

    /// <summary>A job, once its version is past <paramref name="since"/> or twenty seconds are over.</summary>
    public async Task<JobView> WatchAsync(string job, long since)
    {
        using HttpResponseMessage response = await http.GetAsync($"/v1/jobs/{job}?wait=20&since={since}");
        return await ReadAsync(response, ApiJson.Default.JobView);
    }

    /// <summary>A job, once <paramref name="enough"/> of it.</summary>
    public async Task<JobView> WaitAsync(string job, Func<JobView, bool> enough)
    {
        JobView view = await WatchAsync(job, since: -1);
        while (!enough(view)) view = await WatchAsync(job, view.Version);
        return view;
    }

    /// <summary>Seals a job and waits for its end.</summary>
    public async Task<JobView> FinishAsync(string job)
    {
        await SealAsync(job);
        return await WaitAsync(job, view => view.State is JobState.Done or JobState.Cancelled);
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

    /// <summary>Whether the node is ready, with the body of the response.</summary>
    public async Task<(bool IsReady, string Said)> ReadyAsync()
    {
        using HttpResponseMessage response = await http.GetAsync("/health/ready");
        return (response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>The usage of the account.</summary>
    public async Task<UsageView> UsageAsync() => (await http.GetFromJsonAsync("/v1/usage", ApiJson.Default.UsageView))!;

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

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type)
    {
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException(await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync(type))!;
    }
}
