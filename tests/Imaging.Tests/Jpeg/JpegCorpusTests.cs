using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Reading;
using JpegReducer.Imaging.Jpeg.Writing;
using JpegReducer.Imaging.Reduction;
using NetVips;

namespace JpegReducer.Imaging.Tests.Jpeg;

/// <summary>Files of every kind, including damaged ones, and those of a folder if JPEGREDUCER_CORPUS names one.</summary>
public sealed class JpegCorpusTests
{
    [Fact]
    public void Every_file_is_repacked_losslessly_or_rejected_with_a_reason()
    {
        List<string> wrong = [];
        foreach ((string path, byte[] source) in MadeFiles().Concat(CorpusFiles()))
        {
            if (!JpegDecoder.TryReadCoefficients(source, new ReductionLimits(), out JpegImage? image, out JpegFault fault))
            {
                if (fault.Detail.Length == 0 || fault.Position > source.Length) wrong.Add(path);
                continue;
            }

            using (image)
            {
                byte[] packed = JpegRepacker.Write(image, sequential: false, CancellationToken.None);
                try
                {
                    if (!TestPictures.DecodeByVips(source).AsSpan().SequenceEqual(TestPictures.DecodeByVips(packed))) wrong.Add($"{path} in libvips");
                    if (!TestPictures.DecodeByMagick(source).AsSpan().SequenceEqual(TestPictures.DecodeByMagick(packed)))
                        wrong.Add($"{path} in ImageMagick");
                }
                catch (Exception unreadable) when (unreadable is VipsException or ImageMagick.MagickException)
                {
                    wrong.Add($"{path}: {unreadable.Message}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    private static IEnumerable<(string Name, byte[] Source)> MadeFiles()
    {
        byte[] whole = TestPictures.Vips(progressive: true, subsample: true);
        yield return ("a whole file", whole);
        yield return ("without its end", whole[..^2]);
        yield return ("with more behind it", [.. whole, .. "trailing"u8]);
        yield return ("half a file", whole[..(whole.Length / 2)]);
        yield return ("no file", []);
    }

    private static IEnumerable<(string Name, byte[] Source)> CorpusFiles() =>
        Environment.GetEnvironmentVariable("JPEGREDUCER_CORPUS") is { Length: > 0 } corpus
            ? Directory.EnumerateFiles(corpus, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(
                path => (path, File.ReadAllBytes(path)))
            : [];
}
