using System.Security.Cryptography;
using System.Text;

namespace JpegReducer.Interfaces.Ids;

/// <summary>The SHA-256 of an API key, which is stored instead of the key. A key has 256 random bits, so that the hash cannot be reversed.</summary>
[GenerateSerializer, Immutable, Alias("jr.api-key-hash")]
public readonly record struct ApiKeyHash
{
    private ApiKeyHash(string hex) => Hex = hex;

    /// <summary>64 lower-case hexadecimal digits.</summary>
    [Id(0)]
    public string Hex { get; }

    /// <summary>The hash of a key in the form that clients send.</summary>
    public static ApiKeyHash Of(string secret) => new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret))));

    /// <inheritdoc/>
    public override string ToString() => Hex;
}
