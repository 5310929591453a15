using System.Security.Cryptography;

namespace JpegReducer.Benchmarks.RateQuality.Tools;

/// <summary>A short name for the content of a file.</summary>
internal static class ContentHash
{
    private const int Bytes = 12;

    public static string Of(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, Bytes));
}
