using System.Security.Cryptography;
using System.Text;

namespace JpegReducer.Interfaces.Ids;

/// <summary>What is kept of an API key: its SHA-256. A key has 256 random bits, so a plain hash cannot be turned back.</summary>
[GenerateSerializer, Immutable, Alias("jr.api-key-hash")]
public readonly record struct ApiKeyHash
{
    private ApiKeyHash(string hex) => Hex = hex;

    /// <summary>64 lower-case hexadecimal digits.</summary>
    [Id(0)]
    public string Hex { get; }

    /// <summary>The hash of a key as its holder sends it.</summary>
    public static ApiKeyHash Of(string secret) => new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret))));

    /// <inheritdoc/>
    public override string ToString() => Hex;
}
