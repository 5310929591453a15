using System.Net;
using JpegReducer.Hosting.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JpegReducer.Client.Tests;

/// <summary>Whose X-Forwarded-For is trusted.</summary>
public sealed class TrustedProxyTests
{
    [Theory]
    [InlineData("10.0.0.7", "203.0.113.9", "203.0.113.9")]
    [InlineData("10.0.0.7", "198.51.100.1, 203.0.113.9", "203.0.113.9")] // what the client sent itself comes first
    [InlineData("10.0.0.7", "203.0.113.9, 10.0.0.8", "203.0.113.9")] // a proxy before the proxy
    [InlineData("::ffff:10.0.0.7", "203.0.113.9", "203.0.113.9")]
    [InlineData("127.0.0.1", "203.0.113.9", "127.0.0.1")] // this machine is not trusted unless it is named
    [InlineData("192.0.2.1", "203.0.113.9", "192.0.2.1")] // not trusted
    [InlineData("11.0.0.7", "203.0.113.9", "11.0.0.7")]
    public async Task The_address_of_a_caller_is_the_last_that_no_trusted_proxy_has(string peer, string forwardedFor, string caller)
    {
        ServiceCollection services = new();
        services.AddTrustedProxies();
        services.AddLogging().Configure<SecurityOptions>(security => security.TrustedProxies = [IPNetwork.Parse("10.0.0.0/8")]);
        await using ServiceProvider provider = services.BuildServiceProvider();
        ApplicationBuilder pipeline = new(provider);
        pipeline.UseTrustedProxies();
        pipeline.Run(_ => Task.CompletedTask);
        DefaultHttpContext context = new() { RequestServices = provider, Connection = { RemoteIpAddress = IPAddress.Parse(peer) } };
        context.Request.Headers["X-Forwarded-For"] = forwardedFor;

        await pipeline.Build()(context);

        Assert.Equal(IPAddress.Parse(caller), context.Connection.RemoteIpAddress);
    }
}
