using System.Security.Cryptography;
using System.Text;

namespace JpegReducer.Benchmarks.RateQuality.Corpora;

/// <summary>Which half of the pictures is compared.</summary>
internal enum FileHalf
{
    /// <summary>Pictures that nothing is tuned on.</summary>
    Reporting,

    /// <summary>Pictures that parameters are tuned on.</summary>
    Tuning,

    /// <summary>All pictures.</summary>
    Both,
}

/// <summary>Divides pictures by a hash of their names: the same on every machine, whatever else is in the folder.</summary>
internal static class FileHalves
{
    public static bool Includes(this FileHalf half, string name) =>
        half == FileHalf.Both || (HashOf(name)[0] % 2 == 0) == (half == FileHalf.Tuning);

    /// <summary>An order that has nothing to do with the names, so that the first files are a sample of all.</summary>
    public static string SampleOrder(string name) => Convert.ToHexString(HashOf(name));

    private static byte[] HashOf(string name) => SHA256.HashData(Encoding.UTF8.GetBytes(name));
}
