using System.IO.Compression;
using JpegReducer.ApiContracts;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;
using JpegReducer.Support.Servers;

namespace JpegReducer.Silo.Tests;

/// <summary>A job of URLs whose server violates every expectation.</summary>
public sealed class MisbehavingServersTests
{
    private static readonly byte[] Photo = TestImages.Photo();

    private static readonly (string Path, string Reason)[] Kinds =
    [
        ("ok", ""), ("gzip", ""), ("once", ""), ("relative", ""),
        ("reset", "source-unreachable"), ("short", "source-unreachable"), ("stall", "source-unreachable"),
        ("nothing", "source-unreachable"), ("503", "source-unreachable"),
        ("404", "source-refused"), ("file", "source-refused"), ("ftp", "source-refused"), ("mailto", "source-refused"),
        ("loop", "source-refused"), ("nowhere", "source-refused"),
        ("zstd", "source-refused"), ("mislabelled", "source-refused"),
        ("private", "address-forbidden"), ("scheme-relative", "address-forbidden"),
        ("html", "not-an-image"),
    ];

    [Fact]
    public async Task A_job_of_a_hundred_such_urls_ends_with_a_reason_for_each_and_charges_no_failed_one()
    {
        await using RawServer server = new((path, before) => Answer(path.Split('/')[1], before));
        await using TestNode node = await TestNode.StartAsync(
            null, "--Fetch:AllowedNetworks:0", "127.0.0.0/8", "--Fetch:PerHost", "64", "--Fetch:IdleTimeout", "00:00:01");
        using NodeClient client = node.CreateClient();
        string job = await client.OpenJobAsync();
        (string Path, string Reason)[] items = [.. Enumerable.Range(0, 100).Select(i => Kinds[i % Kinds.Length])];
        await client.AddUrlsAsync(job, items.Select((item, i) => server.Url($"/{item.Path}/{i}.jpg")));

        JobView end = await client.FinishAsync(job);

        IReadOnlyList<ManifestItem> manifest = await client.ManifestAsync(job);
        Assert.Equal(
            items.Select(item => (item.Path, item.Reason)),
            manifest.Select((item, i) => (items[i].Path, item.State is ItemState.Failed ? item.Reason ?? "none" : "")));
        Assert.All(
            manifest.Where(item => item.State is ItemState.Failed), item =>
            Assert.False(item.Charged || string.IsNullOrEmpty(item.Detail)));
        Assert.Equal((20, 20), (end.Counts.Reduced, end.Counts.Charged));
        Assert.Equal(20, (await client.UsageAsync()).Total.Charged);
        Assert.All(Enumerable.Range(0, 100), i => Assert.InRange(server.Requests($"/{items[i].Path}/{i}.jpg"), 1, 3));

        // The page that is not an image is fetched too. Nodes of concurrent tests share the metrics.
        Assert.InRange(await client.MetricAsync("jpegreducer_worker_fetches_total", "outcome=\"fetched\""), 25, double.MaxValue);
    }

    private static RawAnswer Answer(string kind, int before) => kind switch
    {
        "gzip" => RawAnswer.Of(200, Gzip(Photo), "Content-Encoding: gzip"),
        "once" when before == 0 => RawAnswer.Cut(200, Photo, Photo.Length / 2, AnswerEnd.Reset),
        "relative" => RawAnswer.Of(302, [], "Location: /ok/photo.jpg"),
        "reset" => RawAnswer.Cut(200, Photo, Photo.Length / 2, AnswerEnd.Reset),
        "short" => RawAnswer.Cut(200, Photo, Photo.Length / 2, AnswerEnd.Close),
        "stall" => RawAnswer.Cut(200, Photo, Photo.Length / 2, AnswerEnd.Stall),
        "nothing" => new RawAnswer([]),
        "503" => RawAnswer.Of(503, []),
        "404" => RawAnswer.Of(404, []),
        "file" => RawAnswer.Of(302, [], "Location: file:///etc/passwd"),
        "ftp" => RawAnswer.Of(302, [], "Location: ftp://example.org/a.jpg"),
        "mailto" => RawAnswer.Of(302, [], "Location: mailto:info@example.org"),
        "loop" => RawAnswer.Of(302, [], "Location: /loop/again"),
        "nowhere" => RawAnswer.Of(302, []),
        "zstd" => RawAnswer.Of(200, Photo, "Content-Encoding: zstd"),
        "mislabelled" => RawAnswer.Of(200, Photo, "Content-Encoding: br"),
        "private" => RawAnswer.Of(302, [], "Location: http://10.0.0.1/a.jpg"),
        "scheme-relative" => RawAnswer.Of(302, [], "Location: //10.0.0.1/a.jpg"),
        "html" => RawAnswer.Of(200, BrokenImages.Html),
        _ => RawAnswer.Of(200, Photo),
    };

    private static byte[] Gzip(byte[] plain)
    {
        MemoryStream output = new();
        using (GZipStream encoder = new(output, CompressionLevel.Fastest)) encoder.Write(plain);
        return output.ToArray();
    }
}
