using System.Security.Cryptography;
using System.Text;
using ImageMagick;
using NetVips;

namespace JpegReducer.Benchmarks.RateQuality;

/// <summary>Which half of the files is compared.</summary>
internal enum FileHalf
{
    Reporting,
    Tuning,
    Both,
}

/// <summary>Loads the pictures to compare on.</summary>
internal static class Sources
{
    /// <summary>The largest MCU is 32 pixels: a crop that starts at its multiples keeps all blocks aligned.</summary>
    private const int McuMultiple = 32;

    private const string SamplingAttribute = "jpeg:sampling-factor";

    public static IReadOnlyList<SourcePicture> Load(DirectoryInfo[] folders, CropSize crop, FileHalf half)
    {
        if (folders.Length == 0) return [.. RenderedPictures.All().Select(picture => Describe(picture.Name, picture.Jpeg))];

        ExternalTool jpegtran = ExternalTool.Find("jpegtran")!;
        return
        [
            .. folders.SelectMany(folder => folder.EnumerateFiles())
                .Where(file => file.Extension.ToLowerInvariant() is ".jpg" or ".jpeg" && BelongsTo(half, file.Name))
                .OrderBy(file => file.Name, StringComparer.Ordinal)
                .Select(file => Describe(file.Name, Crop(jpegtran, file, crop))),
        ];
    }

    /// <summary>
    /// The same files as PNG: decoded, reduced to half their size, which removes most of their coding artifacts, and cropped
    /// around the center.
    /// </summary>
    public static IReadOnlyList<SourcePicture> LoadPixels(DirectoryInfo[] folders, CropSize crop, FileHalf half) =>
    [
        .. folders.SelectMany(folder => folder.EnumerateFiles())
            .Where(file => file.Extension.ToLowerInvariant() is ".jpg" or ".jpeg" && BelongsTo(half, file.Name))
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => Halve(file, crop)),
    ];

    private static SourcePicture Halve(FileInfo file, CropSize crop)
    {
        using Image whole = Image.NewFromFile(file.FullName);
        using Image halved = whole.Shrink(2, 2);
        int width = Math.Min(crop.Width, halved.Width);
        int height = Math.Min(crop.Height, halved.Height);
        using Image part = halved.Crop((halved.Width - width) / 2, (halved.Height - height) / 2, width, height);
        return new SourcePicture(file.Name, part.PngsaveBuffer(compression: 1, keep: Enums.ForeignKeep.None), width, height, "4:4:4");
    }

    private static byte[] Crop(ExternalTool jpegtran, FileInfo file, CropSize crop)
    {
        MagickImageInfo whole = new(file);
        int width = Math.Min(crop.Width, (int)whole.Width);
        int height = Math.Min(crop.Height, (int)whole.Height);
        int x = ((int)whole.Width - width) / 2 / McuMultiple * McuMultiple;
        int y = ((int)whole.Height - height) / 2 / McuMultiple * McuMultiple;
        return jpegtran.Transform(File.ReadAllBytes(file.FullName), ".jpg", (source, target) =>
            ["-copy", "none", "-optimize", "-crop", $"{width}x{height}+{x}+{y}", "-outfile", target, source]);
    }

    private static SourcePicture Describe(string name, byte[] jpeg)
    {
        using MagickImage image = new(jpeg);
        string sampling = image.GetAttribute(SamplingAttribute) switch
        {
            "2x2,1x1,1x1" => "4:2:0",
            "2x1,1x1,1x1" => "4:2:2",
            "1x2,1x1,1x1" => "4:4:0",
            _ => "4:4:4",
        };
        return new SourcePicture(name, jpeg, (int)image.Width, (int)image.Height, sampling);
    }

    /// <summary>By one bit of the name's hash: the same on every machine, whatever else is in the folder.</summary>
    private static bool BelongsTo(FileHalf half, string name) =>
        half == FileHalf.Both || (SHA256.HashData(Encoding.UTF8.GetBytes(name))[0] % 2 == 0) == (half == FileHalf.Tuning);
}
