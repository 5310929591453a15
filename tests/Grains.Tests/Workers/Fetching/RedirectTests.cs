using System.Net;
using JpegReducer.Grains.Workers.Fetching;
using JpegReducer.Support.Servers;

namespace JpegReducer.Grains.Tests.Workers.Fetching;

/// <summary>Which redirects are followed, and the reasons of those that are not.</summary>
public sealed class RedirectTests
{
    private static readonly byte[] Image = [1, 2, 3, 4];

    [Theory]
    [InlineData("/image")]
    [InlineData("image")]
    [InlineData("./x/../image#fragment")]
    [InlineData("//127.0.0.1:{port}/image")]
    [InlineData("http://127.0.0.1:{port}/image")]
    [InlineData("HTTP://127.0.0.1:{port}/image")]
    public async Task A_redirect_to_an_allowed_address_is_followed(string location)
    {
        foreach (int status in new[] { 300, 301, 302, 303, 307, 308 })
        {
            int port = 0;
            await using RawServer server = new((path, _) =>
                path == "/image"
                    ? RawAnswer.Of(200, Image)
                    : RawAnswer.Of(status, [], $"Location: {location.Replace("{port}", $"{port}", StringComparison.Ordinal)}"));
            port = server.Port;
            await using FetchBench bench = await FetchBench.CreateAsync();

            (FetchOutcome outcome, byte[]? stored) = await bench.FetchAsync(server.Url("/a"));

            Assert.True(outcome is FetchOutcome.Fetched, $"{status}: {outcome}");
            Assert.Equal(Image, stored);
        }
    }

    [Theory]
    [InlineData("file:///etc/passwd", "redirects to a URL of the scheme 'file'; only http and https are fetched.")]
    [InlineData("ftp://127.0.0.1/a.jpg", "redirects to a URL of the scheme 'ftp'; only http and https are fetched.")]
    [InlineData("mailto:ada@example.org", "redirects to a URL of the scheme 'mailto'; only http and https are fetched.")]
    [InlineData("data:image/gif;base64,R0lGODlhAQABAAAAACw=", "redirects to a URL of the scheme 'data'; only http and https are fetched.")]
    [InlineData("javascript:alert(1)", "redirects to a URL of the scheme 'javascript'; only http and https are fetched.")]
    [InlineData("gopher://127.0.0.1:70/x", "redirects to a URL of the scheme 'gopher'; only http and https are fetched.")]
    [InlineData("http://user:secret@127.0.0.1/a.jpg", "redirects to a URL with a user name or password, which is not followed.")]
    [InlineData("//user@127.0.0.1/a.jpg", "redirects to a URL with a user name or password, which is not followed.")]
    [InlineData("http://[::1", "redirects to an invalid URL.")]
    [InlineData("http://", "redirects to an invalid URL.")]
    [InlineData("http:///a.jpg", "redirects to an invalid URL.")]
    [InlineData("http://127.0.0.1:99999/", "redirects to an invalid URL.")]
    [InlineData("/a\u0001b", "redirects to an invalid URL.")]
    [InlineData("", "responded with status 302, a redirect without a Location.")]
    [InlineData(null, "responded with status 302, a redirect without a Location.")]
    public async Task A_redirect_that_is_not_followed_fails_the_image_with_a_reason(string? location, string detail)
    {
        await using RawServer server = new((_, _) => RawAnswer.Of(302, [], location is null ? [] : [$"Location: {location}"]));
        await using FetchBench bench = await FetchBench.CreateAsync();

        FetchOutcome.Failed failed = await bench.FailAsync(server.Url("/a"));

        Assert.Equal(("source-refused", $"127.0.0.1 {detail}"), (failed.Reason, failed.Detail));
        Assert.Equal(1, server.Requests("/a"));
    }

    [Theory]
    [InlineData("http://10.0.0.1/a.jpg")]
    [InlineData("//192.168.0.1/a.jpg")]
    [InlineData("http://[::1]/a.jpg")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://0.0.0.0/")]
    [InlineData("http://0x0a000001/")]
    public async Task A_redirect_into_a_private_network_fails_as_address_forbidden(string location)
    {
        await using RawServer server = new((_, _) => RawAnswer.Of(302, [], $"Location: {location}"));
        await using FetchBench bench = await FetchBench.CreateAsync();

        Assert.Equal("address-forbidden", (await bench.FailAsync(server.Url("/a"))).Reason);
        Assert.Equal(1, server.Requests("/a"));
    }

    [Fact]
    public async Task Five_redirects_are_followed_and_a_sixth_is_not()
    {
        await using RawServer server =
            new((path, _) => path == "/0" ? RawAnswer.Of(200, Image) : RawAnswer.Of(302, [], $"Location: /{path[1] - '1'}"));
        await using FetchBench bench = await FetchBench.CreateAsync();

        (FetchOutcome five, _) = await bench.FetchAsync(server.Url("/5"));
        FetchOutcome.Failed six = await bench.FailAsync(server.Url("/6"));

        Assert.IsType<FetchOutcome.Fetched>(five);
        Assert.Equal(("source-refused", "The URL redirects more than 5 times."), (six.Reason, six.Detail));
    }

    [Fact]
    public async Task A_redirect_with_two_targets_is_refused()
    {
        await using RawServer server = new((_, _) => RawAnswer.Of(302, [], "Location: /b", "Location: /c"));
        await using FetchBench bench = await FetchBench.CreateAsync();

        Assert.Equal("127.0.0.1 redirects to several URLs.", (await bench.FailAsync(server.Url("/a"))).Detail);
    }

    [Fact]
    public void A_redirect_from_https_to_http_is_not_followed()
    {
        using HttpResponseMessage response = new(HttpStatusCode.Found) { Headers = { Location = new Uri("http://example.org/a.jpg") } };

        bool isFollowed = Redirects.TryResolve(new Uri("https://example.org/"), response, followed: 0, out _, out string? rejection);

        Assert.Equal((false, "example.org redirects from https to http, which is not followed."), (isFollowed, rejection));
    }

    [Fact]
    public void A_redirect_in_utf8_is_decoded()
    {
        using HttpResponseMessage response = new(HttpStatusCode.Found);
        response.Headers.TryAddWithoutValidation("Location", System.Text.Encoding.Latin1.GetString("/Äpfel.jpg"u8));

        Redirects.TryResolve(new Uri("https://example.org/"), response, followed: 0, out Uri? target, out _);

        Assert.Equal("https://example.org/%C3%84pfel.jpg", target?.AbsoluteUri);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("not a url")]
    [InlineData("http://")]
    public async Task A_url_that_cannot_be_fetched_is_refused(string url)
    {
        await using FetchBench bench = await FetchBench.CreateAsync();

        Assert.Equal("source-refused", (await bench.FailAsync(url)).Reason);
    }
}
