using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Gif;
using JpegReducer.Imaging.Jpeg;
using JpegReducer.Imaging.Png;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.WebP;

namespace JpegReducer.Imaging.Pipeline;

/// <summary>The formats that can be reduced.</summary>
public static class ImageFormats
{
    /// <summary>The modules, one for each format. A new format is a folder of its own and a line here.</summary>
    internal static IReadOnlyList<IImageFormat> All { get; } =
    [
        new JpegFormat(),
        new PngFormat(),
        new GifFormat(),
        new WebPFormat(),
    ];

    /// <summary>Name, media type and extension of each format.</summary>
    public static IReadOnlyList<FormatInfo> Infos { get; } = [.. All.Select(format => format.Info)];

    /// <summary>Finds a format by its name.</summary>
    /// <param name="name">The name, in lower case: <c>jpeg</c>.</param>
    /// <returns><see langword="null"/> where there is no such format.</returns>
    public static FormatInfo? Find(string name) => Infos.FirstOrDefault(info => info.Name == name);

    /// <summary>The module of a format.</summary>
    internal static IImageFormat Of(FormatInfo info) => All.First(format => format.Info == info);

    /// <summary>The encoder of an output.</summary>
    /// <exception cref="ArgumentException">There is none for its format.</exception>
    internal static IPictureEncoder EncoderOf(OutputRequest output) =>
        All.FirstOrDefault(format => format.Info.Name == output.Format)?.PictureEncoder
        ?? throw new ArgumentException($"Pictures cannot be encoded as \"{output.Format}\".", nameof(output));

    /// <summary>The module of the format whose signature a file begins with.</summary>
    internal static IImageFormat? Detect(ReadOnlySpan<byte> bytes)
    {
        foreach (IImageFormat format in All)
        {
            if (format.Signature.Matches(bytes)) return format;
        }

        return null;
    }

    /// <summary>Whether so few bytes may be the beginning of a file of one of the formats.</summary>
    internal static bool MayDetect(ReadOnlySpan<byte> bytes)
    {
        foreach (IImageFormat format in All)
        {
            if (format.Signature.MayMatch(bytes)) return true;
        }

        return false;
    }
}
