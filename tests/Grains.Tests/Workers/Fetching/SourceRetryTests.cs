using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using JpegReducer.Grains.Workers.Fetching;
using JpegReducer.Support.Servers;

namespace JpegReducer.Grains.Tests.Workers.Fetching;

/// <summary>Servers that are busy or break off, at every point of an answer: they are tried again, and not without bound.</summary>
public sealed class SourceRetryTests
{
    private static readonly byte[] Image = RandomNumberGenerator.GetBytes(100_000);

    /// <summary>Answers that another attempt may improve on, and what is said when none has.</summary>
    public static TheoryData<string, string> Broken => new()
    {
        { "reset", "127.0.0.1 broke off in the middle of the image. It was tried 3 times." },
        { "short", "127.0.0.1 broke off in the middle of the image. It was tried 3 times." },
        { "short-chunk", "127.0.0.1 broke off in the middle of the image. It was tried 3 times." },
        { "gzip-reset", "127.0.0.1 broke off in the middle of the image. It was tried 3 times." },
        { "nothing", "127.0.0.1 broke off before it answered. It was tried 3 times." },
        { "reset-at-once", "127.0.0.1 broke off before it answered. It was tried 3 times." },
        { "half-a-header", "127.0.0.1 broke off before it answered. It was tried 3 times." },
        { "408", "127.0.0.1 answered 408. It was tried 3 times." },
        { "429", "127.0.0.1 answered 429. It was tried 3 times." },
        { "500", "127.0.0.1 answered 500. It was tried 3 times." },
        { "503", "127.0.0.1 answered 503. It was tried 3 times." },
    };

    [Theory, MemberData(nameof(Broken))]
    public async Task What_breaks_off_every_time_is_tried_three_times_and_ends_with_a_reason(string how, string detail)
    {
        await using RawServer server = new((path, _) => Break(path[1..]));
        await using FetchBench bench = await FetchBench.CreateAsync();

        FetchOutcome.Failed failed = await bench.FailAsync(server.Url($"/{how}"));

        Assert.Equal(("source-unreachable", detail), (failed.Reason, failed.Detail));
        Assert.Equal(3, server.Requests($"/{how}"));
    }

    [Theory, MemberData(nameof(Broken))]
    public async Task What_breaks_off_twice_is_there_at_the_third_attempt_whole(string how, string detail)
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
    public async Task An_answer_that_will_not_change_is_asked_for_once(int status)
    {
        await using RawServer server = new((_, _) => RawAnswer.Of(status, Image));
        await using FetchBench bench = await FetchBench.CreateAsync();

        FetchOutcome.Failed failed = await bench.FailAsync(server.Url("/a"));

        Assert.Equal("source-refused", failed.Reason);
        Assert.Contains($"answered {status}", failed.Detail, StringComparison.Ordinal);
        Assert.Equal(1, server.Requests("/a"));
    }

    [Fact]
    public async Task Retries_are_as_many_as_the_setting_says()
    {
        await using RawServer server = new((_, _) => Break("reset"));
        await using FetchBench none = await FetchBench.CreateAsync(options => options.Retries = 0), five = await FetchBench.CreateAsync(options => options.Retries = 5);

        FetchOutcome.Failed failed = await none.FailAsync(server.Url("/none"));
        await five.FailAsync(server.Url("/five"));

        Assert.Equal("127.0.0.1 broke off in the middle of the image.", failed.Detail);
        Assert.Equal((1, 6), (server.Requests("/none"), server.Requests("/five")));
    }

    [Fact]
    public async Task A_body_that_stalls_is_given_up_after_the_idle_timeout_and_tried_again()
    {
        WatchedTime time = new();
        TimeSpan idle = TimeSpan.FromSeconds(20);
        await using RawServer server = new((_, _) => Break("stall"));
        await using FetchBench bench = await FetchBench.CreateAsync(options => (options.Timeout, options.TotalTimeout) = (TimeSpan.FromHours(1), TimeSpan.FromHours(6)), time);

        Task armed = time.ArmedAsync(due => due == idle);
        Task<FetchOutcome.Failed> failing = bench.FailAsync(server.Url("/a"));
        while (await Task.WhenAny(armed, failing) != failing)
        {
            armed = time.ArmedAsync(due => due == idle); // before time goes on, so that no read is missed that begins after
            time.Advance(idle);
        }

        FetchOutcome.Failed failed = await failing;
        Assert.Equal(("source-unreachable", "127.0.0.1 sent nothing for 20 seconds in the middle of the image. It was tried 3 times."), (failed.Reason, failed.Detail));
        Assert.Equal(3, server.Requests("/a"));
    }

    [Fact]
    public async Task All_attempts_together_do_not_outlast_the_total_timeout()
    {
        WatchedTime time = new();
        await using RawServer server = new((_, _) => Break("stall-before"));
        await using FetchBench bench = await FetchBench.CreateAsync(
            options => (options.Retries, options.Timeout, options.TotalTimeout) = (10, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(150)), time);

        Task<FetchOutcome.Failed> failing = bench.FailAsync(server.Url("/a"));
        int stalled = 0;
        foreach (int seconds in (int[])[60, 60, 30])
        {
            while (server.Stalls <= stalled && !failing.IsCompleted) await Task.Yield();
            Assert.False(failing.IsCompleted);
            stalled++;
            time.Advance(TimeSpan.FromSeconds(seconds));
        }

        Assert.Equal("127.0.0.1 did not answer in time. It was tried 3 times.", (await failing).Detail);
    }

    [Fact]
    public async Task A_server_that_says_when_to_come_back_is_believed()
    {
        WatchedTime time = new();
        List<TimeSpan> asked = [];
        await using RawServer server = new((_, before) =>
        {
            asked.Add(time.GetUtcNow() - time.Start);
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
        Assert.Equal([0, 30, 100], asked.Select(moment => moment.TotalSeconds));
    }

    [Fact]
    public async Task A_server_that_asks_for_a_longer_pause_than_there_is_time_for_is_not_asked_again()
    {
        await using RawServer server = new((_, _) => RawAnswer.Of(503, [], "Retry-After: 3600"));
        await using FetchBench bench = await FetchBench.CreateAsync();

        FetchOutcome.Failed failed = await bench.FailAsync(server.Url("/a"));

        Assert.Equal("127.0.0.1 answered 503. It asks for a pause of 3600 seconds, which is too long.", failed.Detail);
        Assert.Equal(1, server.Requests("/a"));
    }

    [Theory]
    [InlineData(SocketError.HostNotFound, 1, "its name is not known.")]
    [InlineData(SocketError.NoData, 1, "its name is not known.")]
    [InlineData(SocketError.TryAgain, 3, "its name could not be looked up. It was tried 3 times.")]
    public async Task A_name_that_does_not_exist_is_looked_up_once_and_one_that_dns_does_not_answer_for_again(SocketError error, int lookups, string detail)
    {
        int asked = 0;
        await using FetchBench bench = await FetchBench.CreateAsync(resolve: (_, _) =>
        {
            asked++;
            return Task.FromException<IPAddress[]>(new SocketException((int)error));
        });

        FetchOutcome.Failed failed = await bench.FailAsync("http://example.test/a.jpg");

        Assert.Equal(("source-unreachable", $"example.test could not be reached: {detail}"), (failed.Reason, failed.Detail));
        Assert.Equal(lookups, asked);
    }

    [Fact]
    public async Task A_port_that_nothing_listens_at_is_tried_again()
    {
        await using FetchBench bench = await FetchBench.CreateAsync();
        RawServer server = new((_, _) => Break("nothing"));
        string url = server.Url("/a");
        await server.DisposeAsync();

        FetchOutcome.Failed failed = await bench.FailAsync(url);

        Assert.Equal("127.0.0.1 could not be reached: it does not accept connections. It was tried 3 times.", failed.Detail);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_ends_the_image_at_once()
    {
        using X509Certificate2 certificate = SelfSigned();
        await using RawServer server = new((_, _) => RawAnswer.Of(200, Image), certificate);
        await using FetchBench bench = await FetchBench.CreateAsync();

        FetchOutcome.Failed failed = await bench.FailAsync(server.Url("/a", "https"));

        Assert.Equal(("source-unreachable", "127.0.0.1 could not be reached: its certificate is not trusted, or has expired."), (failed.Reason, failed.Detail));
        Assert.Equal(0, server.Requests("/a"));
    }

    [Fact]
    public async Task A_tls_handshake_that_fails_is_tried_again()
    {
        await using RawServer server = new((_, _) => Break("nothing"));
        await using FetchBench bench = await FetchBench.CreateAsync(options => options.Timeout = TimeSpan.FromSeconds(1));

        FetchOutcome.Failed failed = await bench.FailAsync(server.Url("/a", "https"));

        Assert.Equal("source-unreachable", failed.Reason);
        Assert.EndsWith("It was tried 3 times.", failed.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_speak_http_ends_the_image_at_once()
    {
        await using RawServer server = new((_, _) => new RawAnswer("SSH-2.0-OpenSSH_9.2\r\n\r\n"u8.ToArray()));
        await using FetchBench bench = await FetchBench.CreateAsync();

        FetchOutcome.Failed failed = await bench.FailAsync(server.Url("/a"));

        Assert.Equal("127.0.0.1 could not be reached: it does not speak HTTP as it should.", failed.Detail);
        Assert.Equal(1, server.Requests("/a"));
    }

    [Fact]
    public async Task An_image_that_nothing_waits_for_any_more_is_not_fetched_on()
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
        "short-chunk" => new RawAnswer(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n0123456789abcdef\r\n10\r\n0123")),
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
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), password: null);
    }
}
