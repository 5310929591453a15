using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Vips;
using NetVips;

namespace JpegReducer.Imaging.Png;

/// <summary>Redundant properties of a PNG: what it stores and its picture does not need.</summary>
internal sealed class PngTraits
{
    private bool _opaque, _gray;

    /// <summary>Bits per sample.</summary>
    public int Depth { get; private init; }

    /// <summary>Whether the picture may be stored with a palette: a gray profile is only valid for gray (section 11.3.2.3).</summary>
    public bool AllowsPalette { get; private init; }

    /// <summary>What is removed from every reduced file.</summary>
    public SourceTraits SourceTraits { get; private init; }

    public static PngTraits Read(byte[] png, CancellationToken cancellationToken)
    {
        bool profiled = false, signed = false;
        PngChunkReader reader = new(png);
        while (reader.MoveNext())
        {
            profiled |= reader.Type.SequenceEqual("iCCP"u8);
            signed |= PngChunkPolicy.IsContentCredentials(reader.Type);
        }

        PngLayout layout = PngLayout.Read(png);
        return new PngTraits
        {
            Depth = layout.Depth,
            AllowsPalette = layout.IsColor || !profiled,
            SourceTraits = signed ? SourceTraits.ContentCredentials : SourceTraits.None,
            _opaque = !PixelCheck.IsTranslucent(png, PngFormat.PixelLoader, cancellationToken),
            _gray = layout.IsColor && !profiled && PixelCheck.IsGray(png, PngFormat.PixelLoader, cancellationToken),
        };
    }

    /// <summary>The same picture without an alpha channel if it is opaque, and without color channels if it is gray.</summary>
    public Image Simplify(Image picture)
    {
        bool dropsAlpha = _opaque && picture.HasAlpha();
        if (_gray && picture.Bands >= 3)
        {
            using Image gray = picture.ExtractBand(0);
            Enums.Interpretation meaning = gray.Format == Enums.BandFormat.Ushort ? Enums.Interpretation.Grey16 : Enums.Interpretation.Bw;
            if (dropsAlpha || !picture.HasAlpha()) return gray.Copy(interpretation: meaning);

            using Image alpha = picture.ExtractBand(picture.Bands - 1);
            using Image joined = gray.Bandjoin(alpha);
            return joined.Copy(interpretation: meaning);
        }

        return dropsAlpha ? picture.ExtractBand(0, n: picture.Bands - 1) : picture.Copy();
    }
}
