using JpegReducer.Benchmarks.RateQuality.Tools;
using NetVips;

namespace JpegReducer.Benchmarks.RateQuality.Corpora;

/// <summary>Corpora that are folders of files.</summary>
internal static class Folders
{
    private const int CropWidth = 1024, CropHeight = 768;

    /// <summary>The largest MCU is 32 pixels: a crop that starts at its multiples keeps all blocks aligned.</summary>
    private const int McuMultiple = 32;

    /// <summary>JPEG files, cropped around the center by jpegtran without loss and without metadata; small ones stay whole.</summary>
    public static IEnumerable<Picture> JpegCrops(string corpus, DirectoryInfo folder, FileHalf half, ExternalTool jpegtran) =>
        Files(folder, half, ".jpg", ".jpeg")
            .Select(file => new Picture(corpus, file.Name, () => SourceFile.OfJpeg(Crop(jpegtran, file))));

    /// <summary>PNG files, which become JPEG files of high quality.</summary>
    public static IEnumerable<Picture> Lossless(string corpus, DirectoryInfo folder, FileHalf half) =>
        Files(folder, half, ".png").Select(file => new Picture(corpus, file.Name, () => Encode(file)));

    private static IEnumerable<FileInfo> Files(DirectoryInfo folder, FileHalf half, params string[] extensions) =>
        folder.EnumerateFiles()
            .Where(file => extensions.Contains(file.Extension.ToLowerInvariant()) && half.Includes(file.Name))
            .OrderBy(file => FileHalves.SampleOrder(file.Name), StringComparer.Ordinal);

    private static byte[] Crop(ExternalTool jpegtran, FileInfo file)
    {
        using Image header = Image.NewFromFile(file.FullName, access: Enums.Access.Sequential);
        (int width, int height) = (Math.Min(CropWidth, header.Width), Math.Min(CropHeight, header.Height));
        int x = (header.Width - width) / 2 / McuMultiple * McuMultiple;
        int y = (header.Height - height) / 2 / McuMultiple * McuMultiple;
        return jpegtran.Transform(File.ReadAllBytes(file.FullName), ".jpg", (source, target) =>
            ["-copy", "none", "-optimize", "-crop", $"{width}x{height}+{x}+{y}", "-outfile", target, source]);
    }

    private static SourceFile Encode(FileInfo file)
    {
        using Image stored = Image.NewFromFile(file.FullName, access: Enums.Access.Sequential);
        using Image opaque = stored.HasAlpha() ? stored.Flatten() : stored.Copy();
        using Image colors = opaque.Colourspace(Enums.Interpretation.Srgb);
        return SourceFile.OfPixels("from PNG", colors);
    }
}
