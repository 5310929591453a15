using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Metadata;
using JpegReducer.Imaging.Reduction;
using NetVips;

namespace JpegReducer.Imaging.WebP;

/// <summary>Encodes pictures of other formats as WebP.</summary>
internal sealed class WebPPictureEncoder : IPictureEncoder
{
    /// <summary>The largest side in pixels (RFC 9649, section 2.5).</summary>
    private const int MaxSide = 16_383;

    /// <summary>The decoded samples of all frames of source and result, and those that are compared.</summary>
    private const int BytesPerPixel = 16;

    /// <summary>What libwebp allocates for the frame that it encodes: samples, predictions and references.</summary>
    private const int EncoderBytesPerPixel = 24;

    public long WorkingMemory(ImageInfo image) =>
        (long)((DecodedMemory.Pixels(image) * BytesPerPixel) + ((double)image.Width * image.Height * EncoderBytesPerPixel))
        + DecodedMemory.Measuring(image);

    public string? Refuse(SourcePicture picture, ReductionOptions options) =>
        Math.Max(picture.Width, picture.Height) > MaxSide ? $"WebP has at most {MaxSide} pixels on a side."
        : !IsLossy(options) && !picture.IsExact
            ? "WebP has 8 bits per sample of red, green and blue: this picture cannot be stored without loss."
        : null;

    public Candidate? Encode(SourcePicture picture, ReductionOptions options, int limit, CancellationToken cancellationToken)
    {
        Picture prepared = new(picture, cancellationToken);
        Candidate? best = null;
        if (IsLossy(options) && new WebPLossySearch(prepared, options, cancellationToken, limit).Find() is var (lossy, score))
        {
            best = Below(limit, new Candidate(prepared.Complete(lossy, options.Metadata), Exact: false) { Score = score });
        }

        // Lossless is also the smallest encoding of many drawings that were never compressed with loss.
        if (IsLossy(options) && (picture.IsFromLossyFormat || !picture.IsExact)) return best;

        limit = best?.Bytes.Length ?? limit;
        using Image frames = prepared.Open();
        if (!WebPLossless.MayBeBelow(frames, limit)) return best;

        return Below(limit, Candidate.Lossless(prepared.Complete(WebPLossless.Encode(frames, keepsHiddenColors: false), options.Metadata))) ?? best;
    }

    private static bool IsLossy(ReductionOptions options) => options.Mode != ReductionMode.Lossless || options.TargetScore is not null;

    private static Candidate? Below(int limit, Candidate candidate) => candidate.Bytes.Length < limit ? candidate : null;

    private sealed class Picture(SourcePicture picture, CancellationToken cancellationToken) : IWebPPicture
    {
        public int Frames => picture.Frames;

        public DecodedPicture Reference => picture.Reference;

        public Image Open() => picture.Open(cancellationToken);

        public byte[] Complete(byte[] encoded, MetadataPolicy policy) =>
            WebPMetadata.Assemble(
                encoded, picture.Profile, PictureMetadata.ChooseExif(picture.Exif, policy), PictureMetadata.ChooseXmp(picture.Xmp, policy));
    }
}
