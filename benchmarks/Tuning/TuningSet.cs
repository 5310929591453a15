using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.Jpeg.Reading;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Benchmarks.Tuning;

/// <summary>Lossless crops of the files that parameters are tuned on, or of those that they are not.</summary>
internal sealed class TuningSet : IDisposable
{
    private const string Crop = "1024x768+512+384";

    private readonly List<JpegImage> _images = [];

    /// <summary>The names of the files.</summary>
    public List<string> Names { get; } = [];

    /// <summary>Their coefficients.</summary>
    public List<PictureSource> Sources { get; } = [];

    public static TuningSet Load(DirectoryInfo folder, int max, bool isHoldout, CancellationToken cancellationToken)
    {
        TuningSet set = new();
        foreach (FileInfo file in folder.EnumerateFiles().OrderBy(file => file.Name, StringComparer.Ordinal).Where(IsJpeg).Where(
            file => IsTuned(file.Name) != isHoldout))
        {
            if (set.Names.Count == max) break;
            if (!JpegDecoder.TryReadCoefficients(ReadCrop(file), new ReductionLimits(), out JpegImage? image, out _, cancellationToken)) continue;

            set._images.Add(image);
            set.Names.Add(file.Name);
            set.Sources.Add(PictureSource.Of(image));
        }

        return set;
    }

    public void Dispose() => _images.ForEach(image => image.Dispose());

    private static bool IsJpeg(FileInfo file) => file.Extension.ToLowerInvariant() is ".jpg" or ".jpeg";

    // The halves are those of RateQuality.
    private static bool IsTuned(string name) => SHA256.HashData(Encoding.UTF8.GetBytes(name))[0] % 2 == 0;

    private static byte[] ReadCrop(FileInfo file)
    {
        ProcessStartInfo start = new("jpegtran", ["-copy", "none", "-optimize", "-crop", Crop, file.FullName]) { RedirectStandardOutput = true };
        using Process jpegtran = Process.Start(start)!;
        using MemoryStream content = new();
        jpegtran.StandardOutput.BaseStream.CopyTo(content);
        jpegtran.WaitForExit();
        return content.ToArray();
    }
}
