using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;
using JpegReducer.Support.Servers;
using JpegReducer.Support.Telemetry;

namespace JpegReducer.Cluster.Tests;

/// <summary>Traces as an OTLP collector receives them from a gateway and a silo in processes of their own.</summary>
[Trait("Category", "Process")]
public sealed class Traces(Traces.ExportingCluster cluster) : IClassFixture<Traces.ExportingCluster>, IDisposable
{
    private readonly CancellationTokenSource _timeout = new(TimeSpan.FromMinutes(2));
    private readonly byte[] _photo = TestImages.Photo(480, 360, 1);
    private readonly ActivityTraceId _trace = ActivityTraceId.CreateRandom();
    private readonly ActivitySpanId _caller = ActivitySpanId.CreateRandom();

    public void Dispose() => _timeout.Dispose();

    [Fact]
    public async Task One_trace_shows_the_request_the_wait_and_every_step_of_an_image_across_processes()
    {
        using HttpClient http = cluster.Nodes.CreateHttpClient();
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/optimize") { Content = new ByteArrayContent(_photo) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        using HttpResponseMessage response = await SendAsync(http, request);

        TraceSpan[] spans = await WaitForAsync(spans => HasAll(
            Of(spans, _trace), "POST /v1/optimize", "wait for worker", "attempt", "load", "reduce", "store", "commit"));

        TraceSpan[] trace = Of(spans, _trace);
        TraceSpan server = trace.Single(span => span.Source == "Microsoft.AspNetCore");
        TraceSpan attempt = trace.Single(span => span.Name == "attempt");
        Assert.Equal(_caller.ToHexString(), server.ParentId);
        Assert.Equal("JpegReducer.Jobs", trace.Single(span => span.Name == "wait for worker").Source);
        Assert.All(trace.Where(span => span.Name is "load" or "reduce" or "store" or "commit"), step => Assert.Equal(attempt.SpanId, step.ParentId));
        Assert.NotEqual(server.Process, attempt.Process);
    }

    [Fact]
    public async Task Each_image_of_a_job_has_a_trace_of_its_own_that_is_linked_to_the_request()
    {
        await using RawServer source = new((_, _) => RawAnswer.Of(200, _photo, "Content-Type: image/jpeg"));
        using HttpClient http = cluster.Nodes.CreateHttpClient();
        string inputs = string.Join(',', Enumerable.Range(0, 3).Select(i => $$"""{"url":"{{source.Url($"/{i}.jpg")}}"}"""));
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/jobs")
        {
            Content = new StringContent($$"""{"inputs":[{{inputs}}]}""", Encoding.UTF8, "application/json"),
        };
        using HttpResponseMessage response = await SendAsync(http, request);

        TraceSpan[] spans = await WaitForAsync(spans =>
            Linked(spans).Count(trace => HasAll(trace, "attempt", "fetch", "reduce", "store", "commit")) == 3);

        Assert.All(Linked(spans), trace => Assert.Equal("", trace.Single(span => span.Name == "wait for worker").ParentId));
        Assert.DoesNotContain(Of(spans, _trace), span => span.Name == "attempt");
    }

    [Fact]
    public async Task An_image_of_a_request_that_is_not_sampled_has_no_spans()
    {
        using HttpClient http = cluster.Nodes.CreateHttpClient();
        using HttpRequestMessage unsampled = new(HttpMethod.Post, "/v1/optimize") { Content = new ByteArrayContent(_photo) };
        using HttpResponseMessage response = await SendAsync(http, unsampled, flags: "00");
        using HttpRequestMessage sampled = new(HttpMethod.Post, "/v1/optimize") { Content = new ByteArrayContent(_photo) };
        using HttpResponseMessage second = await SendAsync(http, sampled);

        TraceSpan[] spans = await WaitForAsync(spans => HasAll(Of(spans, _trace), "commit", "attempt"));

        Assert.Single(Of(spans, _trace), span => span.Name == "attempt");
    }

    private static TraceSpan[] Of(TraceSpan[] spans, ActivityTraceId trace) => [.. spans.Where(span => span.TraceId == trace.ToHexString())];

    private static bool HasAll(TraceSpan[] trace, params string[] names) => names.All(name => trace.Any(span => span.Name == name));

    /// <summary>The traces that are linked to that of the request.</summary>
    private TraceSpan[][] Linked(TraceSpan[] spans)
    {
        IEnumerable<TraceSpan> roots = spans.Where(span => span.LinkedTraces.Contains(_trace.ToHexString()));
        return [.. roots.Select(root => spans.Where(span => span.TraceId == root.TraceId).ToArray())];
    }

    private async Task<HttpResponseMessage> SendAsync(HttpClient http, HttpRequestMessage request, string flags = "01")
    {
        request.Headers.TryAddWithoutValidation("traceparent", $"00-{_trace}-{_caller}-{flags}");
        HttpResponseMessage response = await http.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return response;
    }

    private async Task<TraceSpan[]> WaitForAsync(Func<TraceSpan[], bool> condition)
    {
        try
        {
            return await cluster.Receiver.WaitAsync(condition, _timeout.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"These spans were received:\n{cluster.Receiver}");
        }
    }

    /// <summary>A silo and a gateway that export their traces.</summary>
    public sealed class ExportingCluster : IAsyncLifetime
    {
        internal OtlpReceiver Receiver { get; } = new();

        internal TestCluster Nodes { get; private set; } = null!;

        public async Task InitializeAsync() =>
            Nodes = await TestCluster.StartAsync(silos: 1, gateways: 1, [.. Receiver.Settings, "--Fetch:AllowedNetworks:0", "127.0.0.0/8"]);

        public async Task DisposeAsync()
        {
            await Nodes.DisposeAsync();
            await Receiver.DisposeAsync();
        }
    }
}
