using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace JpegReducer.Interfaces.Ids;

/// <summary>The id of a job. In text: <c>job_</c> and 32 hexadecimal digits.</summary>
/// <param name="Value">A UUIDv7 (RFC 9562), so that jobs sort by the time they were opened.</param>
[GenerateSerializer, Immutable, Alias("jr.job-id")]
public readonly record struct JobId([property: Id(0)] Guid Value) : ISpanParsable<JobId>
{
    private const string Prefix = "job_";

    /// <summary>A new id for a job that is opened at <paramref name="now"/>.</summary>
    public static JobId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <summary>
    /// The id of the job that <paramref name="account"/> opens under an <c>Idempotency-Key</c>: the same for the same key on the same
    /// route, so that a repeated request finds the job that the first one opened.
    /// </summary>
    public static JobId ForIdempotencyKey(AccountId account, string route, string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{account}\n{route}\n{key}"), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80); // version 8: custom (RFC 9562, 5.8)
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new JobId(new Guid(hash[..16], bigEndian: true));
    }

    /// <inheritdoc/>
    public override string ToString() => Prefix + Value.ToString("N");

    /// <inheritdoc/>
    public static JobId Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out JobId id) ? id : throw new FormatException("A job id is 'job_' and 32 hexadecimal digits.");

    /// <inheritdoc/>
    public static JobId Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out JobId result)
    {
        bool parsed = s.StartsWith(Prefix, StringComparison.Ordinal) & Guid.TryParseExact(s.Length > 4 ? s[4..] : [], "N", out Guid value);
        result = parsed ? new JobId(value) : default;
        return parsed;
    }

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out JobId result) =>
        TryParse(s.AsSpan(), provider, out result);
}
