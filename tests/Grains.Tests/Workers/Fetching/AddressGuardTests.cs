using System.Net;
using JpegReducer.Grains.Workers.Fetching;
using Microsoft.Extensions.Options;

namespace JpegReducer.Grains.Tests.Workers.Fetching;

public sealed class AddressGuardTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.0.1")]
    [InlineData("169.254.169.254")] // metadata services of clouds
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.255")]
    [InlineData("224.0.0.1")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("fd00::1")]
    [InlineData("ff02::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::")]
    public void An_address_that_is_not_public_is_blocked(string address)
    {
        AddressGuard guard = new(Options.Create(new FetchOptions()));

        Assert.False(guard.IsAllowed(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("172.32.0.1")]
    [InlineData("2a01:4f8::1")]
    [InlineData("::ffff:8.8.8.8")]
    public void A_public_address_is_allowed(string address)
    {
        AddressGuard guard = new(Options.Create(new FetchOptions()));

        Assert.True(guard.IsAllowed(IPAddress.Parse(address)));
    }

    [Fact]
    public void An_operator_may_allow_a_network()
    {
        FetchOptions options = new() { AllowedNetworks = [IPNetwork.Parse("10.0.0.0/24")] };
        AddressGuard guard = new(Options.Create(options));

        Assert.True(guard.IsAllowed(IPAddress.Parse("10.0.0.7")));
        Assert.False(guard.IsAllowed(IPAddress.Parse("10.0.1.7")));
    }
}
