using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using NetVips;

namespace JpegReducer.Benchmarks.Tuning;

/// <summary>Crops of the files that parameters are tuned on, or of those that they are not.</summary>
internal sealed class TuningSet : IDisposable
{
    private const int PngQuality = 98;

    /// <summary>The pictures.</summary>
    public List<Sample> Samples { get; } = [];

    /// <summary>Loads pictures from the middle of each folder's files.</summary>
    /// <param name="folders">Folders of JPEG and PNG files. PNG files become JPEG files of quality 98 in 4:4:4.</param>
    /// <param name="max">The largest number of files of each folder, spread over it.</param>
    /// <param name="side">The width and height of the crops in pixels.</param>
    /// <param name="isHoldout">Whether the files are those that nothing is tuned on.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    public static TuningSet Load(DirectoryInfo[] folders, int max, int side, bool isHoldout, CancellationToken cancellationToken)
    {
        TuningSet set = new();
        foreach (DirectoryInfo folder in folders)
        {
            FileInfo[] files =
            [
                .. folder.EnumerateFiles().OrderBy(file => file.Name, StringComparer.Ordinal)
                    .Where(file => (IsJpeg(file) || IsPng(file)) && IsTuned(file.Name) != isHoldout),
            ];
            double stride = Math.Max(1, files.Length / (double)max);
            for (double i = 0; i < files.Length; i += stride)
            {
                FileInfo file = files[(int)i];
                byte[] crop = IsPng(file) ? Convert(file, side) : Crop(file, side);
                if (crop.Length > 0 && Sample.TryRead(folder.Name, file.Name, crop, cancellationToken) is { } sample) set.Samples.Add(sample);
            }
        }

        return set;
    }

    public void Dispose() => Samples.ForEach(sample => sample.Dispose());

    private static bool IsJpeg(FileInfo file) => file.Extension.ToLowerInvariant() is ".jpg" or ".jpeg";

    private static bool IsPng(FileInfo file) => file.Extension.ToLowerInvariant() is ".png";

    // The halves are those of RateQuality.
    private static bool IsTuned(string name) => SHA256.HashData(Encoding.UTF8.GetBytes(name))[0] % 2 == 0;

    private static byte[] Convert(FileInfo file, int side)
    {
        using Image image = Image.NewFromFile(file.FullName);
        int width = Math.Min(side, image.Width), height = Math.Min(side, image.Height);
        using Image crop = image.Crop((image.Width - width) / 2, (image.Height - height) / 2, width, height);
        return crop.JpegsaveBuffer(q: PngQuality, subsampleMode: Enums.ForeignSubsample.Off);
    }

    // Without loss, around the middle; empty for a file that is no JPEG file of this size.
    private static byte[] Crop(FileInfo file, int side)
    {
        using Image image = Image.NewFromFile(file.FullName);
        int width = Math.Min(side, image.Width), height = Math.Min(side, image.Height);
        string crop = $"{width}x{height}+{(image.Width - width) / 2}+{(image.Height - height) / 2}";
        ProcessStartInfo start = new("jpegtran", ["-copy", "none", "-optimize", "-crop", crop, file.FullName]) { RedirectStandardOutput = true };
        using Process jpegtran = Process.Start(start)!;
        using MemoryStream content = new();
        jpegtran.StandardOutput.BaseStream.CopyTo(content);
        jpegtran.WaitForExit();
        return content.ToArray();
    }
}
