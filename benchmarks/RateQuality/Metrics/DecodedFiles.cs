using NetVips;

namespace JpegReducer.Benchmarks.RateQuality.Metrics;

/// <summary>Two pictures decoded to PNG, for tools that read files: one decoder for both, so that only encoders differ.</summary>
internal static class DecodedFiles
{
    public static T With<T>(byte[] reference, byte[] distorted, Func<string, string, T> use)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("rate-quality-");
        try
        {
            return use(Decode(reference, folder, "reference.png"), Decode(distorted, folder, "distorted.png"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Decode(byte[] file, DirectoryInfo folder, string name)
    {
        string path = Path.Combine(folder.FullName, name);
        using Image image = Image.NewFromBuffer(file, access: Enums.Access.Sequential);
        image.Pngsave(path, compression: 1, keep: Enums.ForeignKeep.None);
        return path;
    }
}
