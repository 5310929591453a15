using System.Globalization;
using System.Net;
using JpegReducer.ApiContracts;
using JpegReducer.Hosting.Security;
using JpegReducer.Interfaces.Accounts.Identity;
using JpegReducer.Interfaces.Ids;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace JpegReducer.Client.Tests;

/// <summary>Clients that send one unknown key after another.</summary>
public sealed class AuthenticationThrottleTests(AuthenticationThrottleTests.ProxiedNode node)
    : IClassFixture<AuthenticationThrottleTests.ProxiedNode>
{
    private const int Allowed = 3;
    private static readonly IPAddress Attacker = IPAddress.Parse("203.0.113.7"), Other = IPAddress.Parse("203.0.113.8");
    private static readonly ApiKeyHash Key = ApiKeyHash.Of("a key"), Guess = ApiKeyHash.Of("a guess");
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Failures_beyond_the_limit_get_429_and_a_client_that_had_authenticated_continues()
    {
        string key = await node.NewKeyAsync(ApiKeyScopes.Optimize);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(key, "192.0.2.1")).StatusCode);
        for (int i = 0; i < Allowed; i++) Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync($"guess {i}", "192.0.2.1")).StatusCode);

        using HttpResponseMessage refused = await AskAsync("guess", "192.0.2.1");

        await refused.AssertProblemAsync(HttpStatusCode.TooManyRequests, ProblemCodes.AuthenticationThrottled);
        Assert.InRange(int.Parse(refused.Header("Retry-After"), CultureInfo.InvariantCulture), 1, 60);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(key, "192.0.2.1")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync("guess", "192.0.2.2")).StatusCode);
    }

    [Fact]
    public async Task Behind_a_trusted_proxy_the_address_that_the_proxy_saw_counts()
    {
        for (int i = 0; i < Allowed; i++) await AskAsync("guess", $"10.9.9.{i}, 192.0.2.30");

        Assert.Equal(HttpStatusCode.TooManyRequests, (await AskAsync("guess", "10.9.9.99, 192.0.2.30")).StatusCode);
    }

    [Fact]
    public void An_address_is_no_longer_throttled_after_a_minute()
    {
        using AuthenticationThrottle throttle = Throttle();
        for (int i = 0; i < Allowed; i++)
        {
            Assert.Null(throttle.Remaining(Attacker, Guess));
            throttle.Failed(Attacker, Guess);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(TimeSpan.FromSeconds(57), throttle.Remaining(Attacker, Guess));
        Assert.Null(throttle.Remaining(Other, Guess));
        _time.Advance(TimeSpan.FromSeconds(57));
        Assert.Null(throttle.Remaining(Attacker, Guess));
    }

    [Fact]
    public void A_key_that_is_revoked_is_throttled_as_any_other()
    {
        using AuthenticationThrottle throttle = Throttle();
        throttle.Succeeded(Attacker, Key);
        for (int i = 0; i < Allowed; i++) throttle.Failed(Attacker, Guess);
        Assert.Null(throttle.Remaining(Attacker, Key));

        throttle.Failed(Attacker, Key);

        Assert.NotNull(throttle.Remaining(Attacker, Key));
    }

    [Theory]
    [InlineData("2001:db8::1", "2001:db8::ffff:1", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7", true)]
    public void Addresses_of_one_client_count_together(string one, string another, bool isSameClient)
    {
        using AuthenticationThrottle throttle = Throttle();
        for (int i = 0; i < Allowed; i++) throttle.Failed(IPAddress.Parse(one), Guess);

        Assert.Equal(isSameClient, throttle.Remaining(IPAddress.Parse(another), Guess) is not null);
    }

    [Fact]
    public void However_many_addresses_fail_the_memory_of_them_is_bounded_and_the_latest_are_remembered()
    {
        using AuthenticationThrottle throttle = Throttle();
        for (int i = 0; i < AuthenticationThrottle.MaxAddresses * 3; i++)
        {
            throttle.Failed(new IPAddress(i), Guess);
            _time.Advance(TimeSpan.FromTicks(1));
        }

        for (int i = 0; i < Allowed; i++) throttle.Failed(Attacker, Guess);

        Assert.InRange(throttle.Addresses, 1, AuthenticationThrottle.MaxAddresses);
        Assert.NotNull(throttle.Remaining(Attacker, Guess));
    }

    private AuthenticationThrottle Throttle() => new(Options.Create(new SecurityOptions { MaxFailedAuthentications = Allowed }), _time);

    private async Task<HttpResponseMessage> AskAsync(string key, string forwardedFor)
    {
        using HttpClient http = node.Anonymous();
        using HttpRequestMessage request = new(HttpMethod.Get, "/v1/usage");
        return await http.SendAsync(request.With("Authorization", $"Bearer {key}").With("X-Forwarded-For", forwardedFor));
    }

    /// <summary>A node behind a proxy on the same machine.</summary>
    public sealed class ProxiedNode : GatewayNode
    {
        protected override IEnumerable<string> Settings =>
            ["--Security:MaxFailedAuthentications", $"{Allowed}", "--Security:TrustedProxies:0", "127.0.0.1"];
    }
}

/// <summary>A client that sends unknown keys to a node with no trusted proxy.</summary>
public sealed class UntrustedProxyTests(UntrustedProxyTests.DirectNode node) : IClassFixture<UntrustedProxyTests.DirectNode>
{
    [Fact]
    public async Task An_address_that_the_client_wrote_itself_does_not_count()
    {
        using HttpClient http = node.WithKey("guess");
        for (int i = 0; i < 2; i++)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, "/v1/usage");
            using HttpResponseMessage answer = await http.SendAsync(request.With("X-Forwarded-For", $"192.0.2.{i}"));
            Assert.Equal(i == 0 ? HttpStatusCode.Unauthorized : HttpStatusCode.TooManyRequests, answer.StatusCode);
        }
    }

    public sealed class DirectNode : GatewayNode
    {
        protected override IEnumerable<string> Settings => ["--Security:MaxFailedAuthentications", "1"];
    }
}
