using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using JpegReducer.Grains.Workers.Fetching;
using JpegReducer.Support.Servers;

namespace JpegReducer.Grains.Tests.Workers.Fetching;

/// <summary>Servers that are busy or close the connection at any point of a response: fetches are retried, within limits.</summary>
public sealed class SourceRetryTests
{
    private static readonly byte[] Image = RandomNumberGenerator.GetBytes(100_000);

    /// <summary>Transient failures, and their description after the last attempt.</summary>
    public static TheoryData<string, string> Transient => new()
    {
        { "reset", "127.0.0.1 closed the connection before the image was complete. 3 attempts were made." },
        { "short", "127.0.0.1 closed the connection before the image was complete. 3 attempts were made." },
        { "short-chunk", "127.0.0.1 closed the connection before the image was complete. 3 attempts were made." },
        { "gzip-reset", "127.0.0.1 closed the connection before the image was complete. 3 attempts were made." },
        { "nothing", "127.0.0.1 closed the connection before it responded. 3 attempts were made." },
        { "reset-at-once", "127.0.0.1 closed the connection before it responded. 3 attempts were made." },
        { "half-a-header", "127.0.0.1 closed the connection before it responded. 3 attempts were made." },
        { "408", "127.0.0.1 responded with status 408. 3 attempts were made." },
        { "429", "127.0.0.1 responded with status 429. 3 attempts were made." },
        { "500", "127.0.0.1 responded with status 500. 3 attempts were made." },
        { "503", "127.0.0.1 responded with status 503. 3 attempts were made." },
    };

    [Theory, MemberData(nameof(Transient))]
    public async Task A_fetch_that_always_fails_transiently_is_tried_three_times_and_ends_with_a_reason(string how, string detail)
    {
        await using RawServer server = new((path, _) => Break(path[1..]));
        await using FetchBench bench = await FetchBench.CreateAsync();

        FetchOutcome.Failed failed = await bench.FailAsync(server.Url($"/{how}"));

        Assert.Equal(("source-unreachable", detail), (failed.Reason, failed.Detail));
        Assert.Equal(3, server.Requests($"/{how}"));
    }

    [Theory, MemberData(nameof(Transient))]
    public async Task A_fetch_that_fails_transiently_twice_succeeds_at_the_third_attempt(string how, string detail)
    {
        await using RawServer server = new((path, before) => before < 2 ? Break(path[1..]) : RawAnswer.Of(200, Image));
        await using FetchBench bench = await FetchBench.CreateAsync();

        (FetchOutcome outcome, byte[]? stored) = await bench.FetchAsync(server.Url($"/{how}"));

        Assert.True(outcome is FetchOutcome.Fetched, detail);
        Assert.Equal(Image, stored);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(206)]
    [InlineData(304)]
    [InlineData(300)]
    [InlineData(999)]
    public async Task A_permanent_failure_is_not_retried(int status)
    {
        await using RawServer server = new((_, _) => RawAnswer.Of(status, Image));
        await using FetchBench bench = await FetchBench.CreateAsync();

        FetchOutcome.Failed failed = await bench.FailAsync(server.Url("/a"));

        Assert.Equal("source-refused", failed.Reason);
        Assert.Contains($"responded with status {status}", failed.Detail, StringComparison.Ordinal);
        Assert.Equal(1, server.Requests("/a"));
    }

    [Fact]
    public async Task Retries_are_limited_by_the_setting()
    {
        await using RawServer server = new((_, _) => Break("reset"));
        await using FetchBench none = await FetchBench.CreateAsync(options => options.Retries = 0),
        five = await FetchBench.CreateAsync(options => options.Retries = 5);

        FetchOutcome.Failed failed = await none.FailAsync(server.Url("/none"));
        await five.FailAsync(server.Url("/five"));

        Assert.Equal("127.0.0.1 closed the connection before the image was complete.", failed.Detail);
        Assert.Equal((1, 6), (server.Requests("/none"), server.Requests("/five")));
    }

    [Fact]
    public async Task A_body_that_stalls_fails_after_the_idle_timeout_and_is_retried()
    {
        WatchedTime time = new();
        TimeSpan idle = TimeSpan.FromSeconds(20);
        await using RawServer server = new((_, _) => Break("stall"));
        await using FetchBench bench =
            await FetchBench.CreateAsync(
            options => (options.Timeout, options.TotalTimeout) = (TimeSpan.FromHours(1), TimeSpan.FromHours(6)), time);

        Task armed = time.ArmedAsync(due => due == idle);
        Task<FetchOutcome.Failed> failing = bench.FailAsync(server.Url("/a"));
        while (await Task.WhenAny(armed, failing) != failing)
        {
            armed = time.ArmedAsync(due => due == idle); // before time advances, so that no read that starts afterwards is missed
            time.Advance(idle);
        }

        FetchOutcome.Failed failed = await failing;
        Assert.Equal(
            ("source-unreachable", "127.0.0.1 sent no data for 20 seconds before the image was complete. 3 attempts were made."),
            (failed.Reason, failed.Detail));
        Assert.Equal(3, server.Requests("/a"));
    }

    [Fact]
    public async Task The_total_timeout_limits_all_attempts_together()
    {
        WatchedTime time = new();
        await using RawServer server = new((_, _) => Break("stall-before"));
        await using FetchBench bench = await FetchBench.CreateAsync(
            options =>
                (options.Retries, options.Timeout, options.TotalTimeout) = (10, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(150)), time);

        Task<FetchOutcome.Failed> failing = bench.FailAsync(server.Url("/a"));
        int stalled = 0;
        foreach (int seconds in (int[])[60, 60, 30])
        {
            while (server.Stalls <= stalled && !failing.IsCompleted) await Task.Yield();
            Assert.False(failing.IsCompleted);
            stalled++;
            time.Advance(TimeSpan.FromSeconds(seconds));
        }

        Assert.Equal("127.0.0.1 did not respond in time. 3 attempts were made.", (await failing).Detail);
    }

    [Fact]
    public async Task Retry_after_is_respected()
    {
        WatchedTime time = new();
        List<TimeSpan> requested = [];
        await using RawServer server = new((_, before) =>
        {
            requested.Add(time.GetUtcNow() - time.Start);
            return before switch
            {
                0 => RawAnswer.Of(503, [], "Retry-After: 30"),
                1 => RawAnswer.Of(429, [], $"Retry-After: {time.GetUtcNow().AddSeconds(70):R}"),
                _ => RawAnswer.Of(200, Image),
            };
        });
        await using FetchBench bench = await FetchBench.CreateAsync(options => options.Timeout = TimeSpan.FromMinutes(4), time);

        Task first = time.ArmedAsync(due => due == TimeSpan.FromSeconds(30));
        Task second = time.ArmedAsync(due => due == TimeSpan.FromSeconds(70));
        Task<(FetchOutcome Outcome, byte[]? Stored)> fetching = bench.FetchAsync(server.Url("/a"));
        await first;
        time.Advance(TimeSpan.FromSeconds(30));
        await second;
        time.Advance(TimeSpan.FromSeconds(70));

        Assert.IsType<FetchOutcome.Fetched>((await fetching).Outcome);
        Assert.Equal([0, 30, 100], requested.Select(moment => moment.TotalSeconds));
    }

    [Fact]
    public async Task A_server_that_requests_a_longer_pause_than_the_time_limit_is_not_retried()
    {
        await using RawServer server = new((_, _) => RawAnswer.Of(503, [], "Retry-After: 3600"));
        await using FetchBench bench = await FetchBench.CreateAsync();

        FetchOutcome.Failed failed = await bench.FailAsync(server.Url("/a"));

        Assert.Equal(
            "127.0.0.1 responded with status 503. It asked for a pause of 3600 seconds, which exceeds the time limit.", failed.Detail);
        Assert.Equal(1, server.Requests("/a"));
    }

    [Theory]
    [InlineData(SocketError.HostNotFound, 1, "its name does not exist.")]
    [InlineData(SocketError.NoData, 1, "its name does not exist.")]
    [InlineData(SocketError.TryAgain, 3, "its name could not be resolved. 3 attempts were made.")]
    public async Task Name_resolution_is_retried_unless_the_name_does_not_exist(SocketError error, int lookups, string detail)
    {
        int resolved = 0;
        await using FetchBench bench = await FetchBench.CreateAsync(resolve: (_, _) =>
        {
            resolved++;
            return Task.FromException<IPAddress[]>(new SocketException((int)error));
        });

        FetchOutcome.Failed failed = await bench.FailAsync("http://example.test/a.jpg");

        Assert.Equal(("source-unreachable", $"example.test could not be reached: {detail}"), (failed.Reason, failed.Detail));
        Assert.Equal(lookups, resolved);
    }

    [Fact]
    public async Task A_refused_connection_is_retried()
    {
        await using FetchBench bench = await FetchBench.CreateAsync();
        RawServer server = new((_, _) => Break("nothing"));
        string url = server.Url("/a");
        await server.DisposeAsync();

        FetchOutcome.Failed failed = await bench.FailAsync(url);

        Assert.Equal("127.0.0.1 could not be reached: it does not accept connections. 3 attempts were made.", failed.Detail);
    }

    [Fact]
    public async Task An_untrusted_certificate_is_a_permanent_failure()
    {
        using X509Certificate2 certificate = SelfSigned();
        await using RawServer server = new((_, _) => RawAnswer.Of(200, Image), certificate);
        await using FetchBench bench = await FetchBench.CreateAsync();

        FetchOutcome.Failed failed = await bench.FailAsync(server.Url("/a", "https"));

        Assert.Equal(
            ("source-unreachable", "127.0.0.1 could not be reached: its certificate is not trusted, or has expired."),
            (failed.Reason, failed.Detail));
        Assert.Equal(0, server.Requests("/a"));
    }

    [Fact]
    public async Task A_failed_tls_handshake_is_retried()
    {
        await using RawServer server = new((_, _) => Break("nothing"));
        await using FetchBench bench = await FetchBench.CreateAsync(options => options.Timeout = TimeSpan.FromSeconds(1));

        FetchOutcome.Failed failed = await bench.FailAsync(server.Url("/a", "https"));

        Assert.Equal("source-unreachable", failed.Reason);
        Assert.EndsWith("3 attempts were made.", failed.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invalid_http_response_is_a_permanent_failure()
    {
        await using RawServer server = new((_, _) => new RawAnswer("SSH-2.0-OpenSSH_9.2\r\n\r\n"u8.ToArray()));
        await using FetchBench bench = await FetchBench.CreateAsync();

        FetchOutcome.Failed failed = await bench.FailAsync(server.Url("/a"));

        Assert.Equal("127.0.0.1 could not be reached: it sent no valid HTTP response.", failed.Detail);
        Assert.Equal(1, server.Requests("/a"));
    }

    [Fact]
    public async Task Fetching_an_abandoned_image_is_cancelled()
    {
        await using RawServer server = new((_, _) => Break("stall"));
        await using FetchBench bench = await FetchBench.CreateAsync();
        using CancellationTokenSource abandoned = new();

        Task fetching = bench.FetchAsync(server.Url("/a"), abandoned.Token);
        while (server.Requests("/a") == 0) await Task.Yield();
        await abandoned.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetching);
        Assert.Equal(1, server.Requests("/a"));
    }

    private static RawAnswer Break(string how) => how switch
    {
        "reset" => RawAnswer.Cut(200, Image, Image.Length / 2, AnswerEnd.Reset),
        "short" => RawAnswer.Cut(200, Image, Image.Length / 2, AnswerEnd.Close),
        "short-chunk" =>
            new RawAnswer(
            Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n0123456789abcdef\r\n10\r\n0123")),
        "gzip-reset" => RawAnswer.Cut(200, Coded.Gzip(Image), 50_000, AnswerEnd.Close, "Content-Encoding: gzip"),
        "nothing" => new RawAnswer([]),
        "reset-at-once" => new RawAnswer([], AnswerEnd.Reset),
        "half-a-header" => new RawAnswer("HTTP/1.1 200 OK\r\nContent-Le"u8.ToArray()),
        "stall" => RawAnswer.Cut(200, Image, Image.Length / 2, AnswerEnd.Stall),
        "stall-before" => new RawAnswer([], AnswerEnd.Stall),
        _ => RawAnswer.Of(int.Parse(how, provider: null), [1, 2, 3]),
    };

    private static X509Certificate2 SelfSigned()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 created = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(created.Export(X509ContentType.Pkcs12), password: null);
    }
}
