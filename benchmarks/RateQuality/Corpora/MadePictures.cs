using JpegReducer.Support.Images;
using NetVips;

namespace JpegReducer.Benchmarks.RateQuality.Corpora;

/// <summary>Pictures that are drawn here, the same on every machine, of content that photographs do not have.</summary>
internal static class MadePictures
{
    public const string Corpus = "made";

    private const int Width = 512, Height = 384, PerHalf = 2;

    private static readonly (string Class, string Name, Func<int, byte[]> Draw)[] Kinds =
    [
        ("screenshots", "window", seed => ContentPictures.Pixels(ContentKind.Interface, Width, Height, seed)),
        ("text", "black-text", seed => ContentPictures.Pixels(ContentKind.Text, Width, Height, seed)),
        ("line art", "black-lines", seed => ContentPictures.Pixels(ContentKind.LineArt, Width, Height, seed)),
        ("gradients", "gradient", seed => ContentPictures.Pixels(ContentKind.Gradient, Width, Height, seed)),
        ("film grain", "fine-grain", seed => FilmGrain.Draw(Width, Height, seed, coarse: false)),
        ("screenshots", "dark-code", seed => ContentPictures.Pixels(ContentKind.DarkCode, Width, Height, seed)),
        ("text", "red-text", seed => ColoredText.Draw(Width, Height, seed)),
        ("line art", "thin-colored-lines", seed => ContentPictures.Pixels(ContentKind.ThinLines, Width, Height, seed)),
        ("gradients", "gradient-with-edge", seed => Halves(ContentKind.Gradient, ContentKind.Chart, seed)),
        ("film grain", "coarse-grain", seed => FilmGrain.Draw(Width, Height, seed, coarse: true)),
        ("screenshots", "window-over-photo", seed => ContentPictures.Pixels(ContentKind.Mixed, Width, Height, seed)),
        ("line art", "chart", seed => ContentPictures.Pixels(ContentKind.Chart, Width, Height, seed)),
    ];

    /// <summary>Two pictures of every kind for each half, kinds in turn, so that the first ones are of all classes.</summary>
    public static IEnumerable<Picture> All(FileHalf half) => Enumerable.Range(0, half == FileHalf.Both ? 2 * PerHalf : PerHalf)
        .SelectMany(round => Kinds.Select(kind => Make(kind.Class, kind.Name, kind.Draw, SeedOf(kind.Name, half, round))));

    private static int SeedOf(string kind, FileHalf half, int round) =>
        Enumerable.Range(1, int.MaxValue - 1).Where(seed => half.Includes(NameOf(kind, seed))).ElementAt(round);

    private static string NameOf(string kind, int seed) => $"{kind}-{seed}";

    private static Picture Make(string pictureClass, string kind, Func<int, byte[]> draw, int seed) =>
        new(Corpus, NameOf(kind, seed), () =>
        {
            using Image raw = Image.NewFromMemory(draw(seed), Width, Height, bands: 3, Enums.BandFormat.Uchar);
            using Image picture = raw.Copy(interpretation: Enums.Interpretation.Srgb);
            return SourceFile.OfPixels(pictureClass, picture);
        });

    /// <summary>One kind on the left and another on the right, with a hard edge between them.</summary>
    private static byte[] Halves(ContentKind left, ContentKind right, int seed)
    {
        byte[] pixels = ContentPictures.Pixels(left, Width, Height, seed);
        byte[] others = ContentPictures.Pixels(right, Width, Height, seed);
        for (int i = 0; i < pixels.Length; i++)
        {
            if (i / 3 % Width > Width * 2 / 3) pixels[i] = others[i];
        }

        return pixels;
    }
}
