using System.Net;
using System.Net.Sockets;
using JpegReducer.Interfaces.Ids;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace JpegReducer.Hosting.Security;

/// <summary>
/// Counts failed authentications by client address. An address with too many of them has no more keys looked up until its minute is over,
/// except keys that authenticated from there before: one misconfigured client must not lock out the others behind the same address.
/// </summary>
internal sealed class AuthenticationThrottle(IOptions<SecurityOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>How long failures of an address are counted together.</summary>
    internal static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>The most addresses that are remembered: guesses from many addresses must not fill the memory.</summary>
    internal const int MaxAddresses = 10_000;

    private const int MaxKnown = 10_000;
    private static readonly TimeSpan KnownFor = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, Failures> _failures = [];
    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = MaxKnown });

    /// <summary>Addresses whose failures are remembered.</summary>
    internal int Addresses
    {
        get
        {
            lock (_lock) return _failures.Count;
        }
    }

    /// <summary>How long a client has to wait before a key of it is looked up; <see langword="null"/> where it may go on.</summary>
    public TimeSpan? Remaining(IPAddress? address, ApiKeyHash key)
    {
        IPAddress client = Client(address);
        lock (_lock)
        {
            if (!_failures.TryGetValue(client, out Failures failures) || failures.Count < options.Value.MaxFailedAuthentications)
                return null;

            TimeSpan left = Window - time.GetElapsedTime(failures.Since);
            if (left <= TimeSpan.Zero) return null;
            return _known.TryGetValue((client, key), out _) ? null : left;
        }
    }

    /// <summary>Counts a key that is not valid.</summary>
    public void Failed(IPAddress? address, ApiKeyHash key)
    {
        IPAddress client = Client(address);
        _known.Remove((client, key));
        lock (_lock)
        {
            if (_failures.TryGetValue(client, out Failures failures) && time.GetElapsedTime(failures.Since) < Window)
            {
                _failures[client] = failures with { Count = failures.Count + 1 };
                return;
            }

            if (_failures.Count >= MaxAddresses) MakeRoom();
            _failures[client] = new Failures(time.GetTimestamp(), 1);
        }
    }

    /// <summary>Remembers that a key is valid for a client of this address.</summary>
    public void Succeeded(IPAddress? address, ApiKeyHash key) =>
        _known.Set((Client(address), key), true, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = KnownFor });

    /// <inheritdoc/>
    public void Dispose() => _known.Dispose();

    /// <summary>An IPv6 client owns its whole /64, and could fail from another address of it each time.</summary>
    private static IPAddress Client(IPAddress? address)
    {
        if (address is null) return IPAddress.None; // a socket without addresses
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily is not AddressFamily.InterNetworkV6) return address;

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }

    /// <summary>Forgets what is over, and where that is not enough, the half that failed first.</summary>
    private void MakeRoom()
    {
        KeyValuePair<IPAddress, Failures>[] current =
            [.. _failures.Where(entry => time.GetElapsedTime(entry.Value.Since) < Window).OrderBy(entry => entry.Value.Since)];
        _failures.Clear();
        foreach ((IPAddress client, Failures failures) in current.TakeLast(MaxAddresses / 2)) _failures[client] = failures;
    }

    private readonly record struct Failures(long Since, int Count);
}
