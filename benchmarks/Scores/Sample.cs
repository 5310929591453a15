using JpegReducer.Support.Images;
using NetVips;

namespace JpegReducer.Benchmarks.Scores;

/// <summary>A JPEG file to reduce.</summary>
/// <param name="Class">What it is reported under.</param>
/// <param name="Name">Which one.</param>
/// <param name="Read">Its bytes.</param>
internal sealed record Sample(string Class, string Name, Func<byte[]> Read);

/// <summary>Where samples come from: files, lossless pictures turned into JPEG, and pictures drawn here.</summary>
internal static class Samples
{
    private static readonly (int Quality, bool HalfChroma)[] Variants = [(95, false), (90, true), (75, true), (50, true)];

    private static readonly int[] ThumbnailSides = [1, 2, 8, 16, 24, 32, 48, 64, 96, 128];

    /// <summary>The JPEG files of a folder, and its PNG files as JPEG of several qualities and as thumbnails.</summary>
    public static IEnumerable<Sample> Of(DirectoryInfo folder)
    {
        foreach (FileInfo file in folder.EnumerateFiles().OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            string extension = file.Extension.ToLowerInvariant();
            if (extension is ".jpg" or ".jpeg") yield return new Sample(folder.Name, file.Name, () => File.ReadAllBytes(file.FullName));
            if (extension != ".png") continue;

            foreach ((int quality, bool halfChroma) in Variants)
            {
                string variant = Variant(quality, halfChroma);
                yield return new Sample($"{folder.Name} as {variant}", $"{file.Name} {variant}", () => Encode(file, side: null, quality, halfChroma));
            }

            foreach (int side in ThumbnailSides)
                yield return new Sample("thumbnails", $"{file.Name} {side}", () => Encode(file, side, 90, halfChroma: side % 3 == 0));
        }
    }

    /// <summary>Pictures of each kind of content, in several sizes and qualities.</summary>
    public static IEnumerable<Sample> Drawn()
    {
        foreach (ContentKind kind in Enum.GetValues<ContentKind>())
        {
            foreach ((int width, int height) in new[] { (1600, 1200), (640, 400), (320, 240), (97, 61), (48, 48), (16, 16) })
            {
                for (int seed = 1; seed <= 3; seed++)
                {
                    foreach ((int quality, bool halfChroma) in Variants)
                    {
                        int which = seed;
                        yield return new Sample(
                            width < 113 ? "drawn, small" : $"drawn {kind}", $"{kind} {width}x{height} {seed} {Variant(quality, halfChroma)}",
                            () => ContentPictures.Jpeg(kind, width, height, which, quality, halfChroma));
                    }
                }
            }
        }
    }

    private static string Variant(int quality, bool halfChroma) => $"q{quality} {(halfChroma ? "4:2:0" : "4:4:4")}";

    private static byte[] Encode(FileInfo file, int? side, int quality, bool halfChroma)
    {
        using Image whole = Image.NewFromFile(file.FullName);
        using Image opaque = whole.HasAlpha() ? whole.Flatten() : whole.Copy();
        using Image colors = opaque.Colourspace(Enums.Interpretation.Srgb);
        using Image picture = side is { } length ? colors.ThumbnailImage(length, height: length, size: Enums.Size.Force) : colors.Copy();
        return picture.JpegsaveBuffer(
            q: quality, subsampleMode: halfChroma ? Enums.ForeignSubsample.On : Enums.ForeignSubsample.Off, keep: Enums.ForeignKeep.None);
    }
}
