using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace JpegReducer.Hosting.Nodes;

/// <summary>
/// An address to listen at: <c>http://</c> or <c>https://</c>, an IP address or <c>localhost</c>, and a port. Other host names are rejected
/// because Kestrel would listen on every interface.
/// </summary>
/// <param name="Url">The address as written.</param>
/// <param name="IsTls">Whether it is https.</param>
/// <param name="Interface">The interface; <see langword="null"/> for localhost, which is the loopback interfaces of both families.</param>
/// <param name="Port">The port; 0 for any free port.</param>
internal sealed partial record ListenAddress(string Url, bool IsTls, IPAddress? Interface, int Port)
{
    /// <summary>Whether only this machine can connect.</summary>
    public bool IsLoopback => Interface is null || IPAddress.IsLoopback(Interface);

    /// <summary>Parses an address.</summary>
    /// <exception cref="NodeStartException">It is not an address; the message describes what is.</exception>
    public static ListenAddress Parse(string url)
    {
        Match match = Form().Match(url);
        if (!match.Success) throw InvalidAddress(url);

        string host = match.Groups["host"].Value;
        IPAddress? address = null;
        if (!host.Equals("localhost", StringComparison.OrdinalIgnoreCase) && !TryParseInterface(host, out address))
            throw InvalidAddress(url);
        if (!int.TryParse(match.Groups["port"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            || port > IPEndPoint.MaxPort)
            throw InvalidAddress(url);
        if (address is null && port == 0)
            throw new NodeStartException($"{url}: localhost is two addresses, which cannot share a free port. Use http://127.0.0.1:0.");
        return new ListenAddress(url, match.Groups["scheme"].Value.Equals("https", StringComparison.OrdinalIgnoreCase), address, port);
    }

    /// <summary>IPv6 in brackets; IPv4 in four decimal numbers only, where .NET also reads 1 and 010.0.0.1.</summary>
    private static bool TryParseInterface(string host, [NotNullWhen(true)] out IPAddress? address)
    {
        bool isBracketed = host.StartsWith('[');
        return IPAddress.TryParse(host.Trim('[', ']'), out address)
            && (isBracketed ? host.Contains(':', StringComparison.Ordinal) : address.ToString() == host);
    }

    private static NodeStartException InvalidAddress(string url) =>
        new($"{url} is not an address to listen at: it must be http://, an IP address or localhost, and a port, such as http://127.0.0.1:8080.");

    [GeneratedRegex(
        @"^(?<scheme>https?)://(?<host>\[[0-9A-Fa-f:.]+(%[0-9A-Za-z]+)?\]|[^:/\[\]@]+):(?<port>[0-9]{1,5})/?\z", RegexOptions.IgnoreCase
        | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
