using JpegReducer.Benchmarks.RateQuality.Tools;

namespace JpegReducer.Benchmarks.RateQuality.Corpora;

/// <summary>The corpora of one run.</summary>
/// <param name="Cameras">JPEG files as cameras wrote them.</param>
/// <param name="Web">JPEG files as web pages have them.</param>
/// <param name="Cid22">Lossless pictures of CID22.</param>
/// <param name="Half">Which half of each.</param>
/// <param name="MaxFiles">The largest number of pictures of each.</param>
internal sealed record CorpusOptions(DirectoryInfo? Cameras, DirectoryInfo? Web, DirectoryInfo? Cid22, FileHalf Half, int MaxFiles)
{
    /// <summary>The pictures of all corpora, in the same order on each run.</summary>
    /// <exception cref="InvalidOperationException">jpegtran is missing.</exception>
    public IReadOnlyList<Picture> Pictures() =>
    [
        .. Crops("cameras", Cameras).Take(MaxFiles),
        .. Crops("web", Web).Take(MaxFiles),
        .. Cid22 is null ? [] : Folders.Lossless("CID22", Cid22, Half).Take(MaxFiles),
        .. MadePictures.All(Half).Take(MaxFiles),
    ];

    private IEnumerable<Picture> Crops(string corpus, DirectoryInfo? folder)
    {
        if (folder is null) return [];

        ExternalTool jpegtran = ExternalTool.Find("jpegtran")
            ?? throw new InvalidOperationException("jpegtran, which crops files without loss, is not on PATH.");
        return Folders.JpegCrops(corpus, folder, Half, jpegtran);
    }
}
