using System.Collections.Concurrent;
using System.Net;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Support.Telemetry;

/// <summary>Receives traces over OTLP/HTTP (protobuf) at 127.0.0.1, as a collector does. Accepts metrics and logs and drops them.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<TraceSpan> _spans = new();
    private readonly Task _receiving;
    private TaskCompletionSource _received = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Starts the receiver.</summary>
    public OtlpReceiver()
    {
        Url = new Uri($"http://127.0.0.1:{FreePorts.Next()}/");
        _listener.Prefixes.Add(Url.ToString());
        _listener.Start();
        _receiving = ReceiveAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>The options that make a program export to this receiver, as on the command line.</summary>
    public string[] Settings =>
    [
        "--OTEL_EXPORTER_OTLP_ENDPOINT", Url.ToString(), "--OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf", "--OTEL_BSP_SCHEDULE_DELAY", "100",
    ];

    /// <summary>Waits until the spans that were received so far satisfy a condition, and returns them.</summary>
    public async Task<TraceSpan[]> WaitAsync(Func<TraceSpan[], bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task received = Volatile.Read(ref _received).Task; // before the spans are read, so that none is missed
            TraceSpan[] spans = [.. _spans];
            if (condition(spans)) return spans;

            await received.WaitAsync(cancellationToken);
        }
    }

    /// <summary>What was received, for the message of a test that failed.</summary>
    public override string ToString() =>
        string.Join('\n', _spans.OrderBy(span => span.TraceId).Select(span =>
            $"{span.TraceId} {span.Process} {span.Source}: {span.Name} ({span.ParentId} > {span.SpanId})"));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _receiving;
    }

    private async Task ReceiveAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using MemoryStream body = new();
            await context.Request.InputStream.CopyToAsync(body);
            if (context.Request.Url!.AbsolutePath == "/v1/traces")
            {
                foreach (TraceSpan span in OtlpTraces.Parse(body.ToArray())) _spans.Enqueue(span);
                Interlocked.Exchange(ref _received, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
            }

            context.Response.ContentType = "application/x-protobuf";
            context.Response.Close();
        }
    }
}

/// <summary>A span as it was exported.</summary>
/// <param name="Process">The <c>service.instance.id</c> of the process that exported it.</param>
/// <param name="Source">The name of its trace source.</param>
/// <param name="Name">Its name.</param>
/// <param name="TraceId">In lower-case hexadecimal digits.</param>
/// <param name="SpanId">In lower-case hexadecimal digits.</param>
/// <param name="ParentId">In lower-case hexadecimal digits; empty for a root.</param>
/// <param name="LinkedTraces">The traces that it is linked to.</param>
public sealed record TraceSpan(string Process, string Source, string Name, string TraceId, string SpanId, string ParentId, string[] LinkedTraces);
