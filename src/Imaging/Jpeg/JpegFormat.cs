using JpegReducer.Imaging.Fidelity;
using JpegReducer.Imaging.Formats;
using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Parts;
using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.Jpeg.Reading;
using JpegReducer.Imaging.Jpeg.Search;
using JpegReducer.Imaging.Jpeg.Writing;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Vips;
using NetVips;

namespace JpegReducer.Imaging.Jpeg;

/// <summary>JPEG by our own codec, on coefficients throughout.</summary>
internal sealed class JpegFormat : IImageFormat
{
    /// <summary>A coarser picture above this share of the source is held against the source repacked.</summary>
    private const double FarSmaller = 0.8;

    /// <summary>How much of the repacked source a coarser picture must save to be worth a second generation.</summary>
    private const double WorthAGeneration = 0.95;

    /// <summary>The caller has held the header against the limits that are in force.</summary>
    private static readonly ReductionLimits NoLimits = new() { MaxPixels = long.MaxValue, MaxScans = int.MaxValue };

    /// <summary>Two bytes for each coefficient of the source, of chroma at half its resolution and of the result, and what belongs to them.</summary>
    private const int BytesPerSample = 8;

    /// <summary>With more effort also the unquantized coefficients, and the levels of a round.</summary>
    private const int RefinedBytesPerSample = 14;

    /// <summary>The tiles of the metric's gradient, whatever the size of the picture.</summary>
    private const long TileBytes = 160 << 20;

    public FormatInfo Info => JpegDescription.Info;

    public FileSignature Signature => JpegDescription.Signature;

    public VipsLoader Loader => JpegDescription.Loader;

    public bool MeetsTargetScores => true;

    public bool IsLossy => true;

    public bool ChecksSourceWhileEncoding => true;

    public IHeaderReader OpenHeader() => new JpegHeader();

    // libvips reports stray bytes between segments and a missing end marker as damage; viewers do not.
    public ReadOnlyMemory<byte> MakeDecodable(ReadOnlyMemory<byte> file, HeaderSurvey survey) => survey switch
    {
        { HasStrayBytes: true } => JpegMetadata.WithoutStrayBytes(file.Span),
        { Complete: false } => (byte[])[.. file.Span, Marker.Prefix, Marker.EndOfImage],
        _ => file,
    };

    public long WorkingMemory(ImageInfo image, Effort effort)
    {
        double samples = DecodedMemory.Pixels(image) * image.SamplesPerPixel;
        return effort == Effort.Normal
            ? (long)(samples * BytesPerSample) + DecodedMemory.Measuring(image)
            : (long)(samples * RefinedBytesPerSample) + DecodedMemory.Measuring(image) + TileBytes;
    }

    public CandidateSet Encode(SourceImage source, ReductionOptions options, CancellationToken cancellationToken)
    {
        JpegImage? image = Read(source, options, out bool isRepaired, out CandidateSet? refused, cancellationToken);
        if (image is null) return refused!;

        using (image)
        {
            ResultParts parts = ResultParts.Choose(
                image, source.File, options.Metadata, picture => ReduceSecondary(picture, source.Format, image.Frame, options, cancellationToken));
            JpegImage selected = image.With(parts.Segments);
            CandidateSet offer = EncodePicture(
                isRepaired ? EncodeRepaired(source, selected, cancellationToken) : source.OfLength(image.End), selected, options, cancellationToken);
            return offer with
            {
                Candidates = [.. offer.Candidates.Select(candidate => candidate with { Bytes = parts.Complete(candidate.Bytes) })],
                Traits = parts.Traits,
            };
        }
    }

    /// <summary>Reduces a picture after the primary one: a gain map losslessly, another view in the mode of the primary.</summary>
    /// <returns><see langword="null"/> if it cannot be decoded, or has more pixels than the primary one.</returns>
    private static byte[]? ReduceSecondary(
        SecondaryPicture picture, IImageFormat format, FrameHeader primary, ReductionOptions options, CancellationToken cancellationToken)
    {
        // Memory was reserved for the primary picture: the others may not be larger.
        ReductionLimits limits = new() { MaxPixels = (long)primary.Width * primary.Height };
        if (!format.Signature.Matches(picture.File.Span)) return null;

        HeaderSurvey survey = new JpegHeader().Read(picture.File.Span);
        if (survey.Failure is not null
            || !JpegDecoder.TryReadCoefficients(picture.File, limits, out JpegImage? image, out _, cancellationToken))
            return null;

        using (image)
        {
            JpegImage selected = image.With(ResultParts.SegmentsOf(image, options.Metadata));
            byte[] same = JpegRepacker.Write(selected, options.Baseline && selected.Accuracy is null, cancellationToken);
            IEnumerable<byte[]> files = picture.Kind == SecondaryKind.View
                ? EncodePicture(new SourceImage(format, picture.File, survey), selected, options, cancellationToken)
                    .Candidates.Select(candidate => candidate.Bytes)
                : options.Metadata == MetadataPolicy.Keep ? [picture.File.ToArray()] : [];
            return files.Append(same).MinBy(file => file.Length);
        }
    }

    private static CandidateSet EncodePicture(SourceImage source, JpegImage image, ReductionOptions options, CancellationToken cancellationToken)
    {
        if (image.Accuracy is not null)
        {
            // Decoders smooth such a picture where coefficients are unknown, which only a progressive file with the same coefficients preserves.
            return options.Baseline
                ? new CandidateSet([])
                {
                    Kept = new ReductionOutcome.Kept(KeptReason.NotSmaller)
                    {
                        Detail = "A sequential file cannot show the same picture as a progressive one with missing scans.",
                    },
                }
                : new CandidateSet([Repack(image, options, cancellationToken)]);
        }

        if (options.TargetScore is not null) return ReachTarget(source, image, options, cancellationToken);
        if (options.Mode == ReductionMode.Lossless) return new CandidateSet([Repack(image, options, cancellationToken)]);
        if (LossyEncoding.Encode(CreateSource(source, image), options, cancellationToken) is not { } coarser)
            return new CandidateSet([Repack(image, options, cancellationToken)], AlreadyReduced: true);
        if (coarser.Bytes.Length < FarSmaller * source.FileLength) return new CandidateSet([coarser]);

        Candidate same = Repack(image, options, cancellationToken);
        return coarser.Bytes.Length < WorthAGeneration * same.Bytes.Length
            ? new CandidateSet([coarser, same])
            : new CandidateSet([same], AlreadyReduced: true);
    }

    /// <summary>Decodes the picture; a damaged one is repaired if the options allow it.</summary>
    /// <returns><see langword="null"/> if it cannot be decoded, or must not be repaired.</returns>
    private static JpegImage? Read(
        SourceImage source, ReductionOptions options, out bool isRepaired, out CandidateSet? refused, CancellationToken cancellationToken)
    {
        (isRepaired, refused) = (false, null);
        if (JpegDecoder.TryReadCoefficients(source.File, NoLimits, out JpegImage? image, out JpegFault fault, cancellationToken)) return image;

        if (fault.Kind is JpegFaultKind.Corrupt or JpegFaultKind.Truncated
            && JpegDecoder.TryRepair(source.File, NoLimits, out image, out bool hasWarning, cancellationToken))
        {
            isRepaired = hasWarning;
            if (!hasWarning || options.Damaged == DamagedPolicy.Repair) return image;

            image.Dispose();
            refused = new CandidateSet([]) { Kept = new ReductionOutcome.Kept(KeptReason.Damaged) { Detail = Describe(fault) } };
            return null;
        }

        // Any error in a file without an end is attributed to truncation.
        bool isTruncated = !source.IsComplete && fault.Kind != JpegFaultKind.Unsupported;
        refused = new CandidateSet([]) { Failure = isTruncated ? DecodeFailure.Truncated : Refuse(fault) };
        return null;
    }

    // Results are measured against the picture that decoders show of the damaged file.
    private static SourceImage EncodeRepaired(SourceImage damaged, JpegImage repaired, CancellationToken cancellationToken)
    {
        byte[] encoded = JpegRepacker.Write(repaired, sequential: false, cancellationToken);
        return new SourceImage(damaged.Format, encoded, new JpegHeader().Read(encoded)) { FileLength = damaged.FileLength };
    }

    /// <summary>
    /// The failure for a decoding error. Such files are not passed to native libraries, which silently decode damaged files to
    /// arbitrary pixels; no browser shows unsupported processes.
    /// </summary>
    private static ReductionOutcome.Failed Refuse(JpegFault fault)
    {
        FailureReason reason = fault.Kind switch
        {
            JpegFaultKind.Unsupported => FailureReason.UnsupportedFormat,
            JpegFaultKind.Truncated => FailureReason.Truncated,
            JpegFaultKind.TooLarge => FailureReason.TooLarge,
            _ => FailureReason.Corrupt,
        };
        return new ReductionOutcome.Failed(reason, Describe(fault));
    }

    private static string Describe(JpegFault fault) => $"{fault.Detail.TrimEnd('.')} (byte {fault.Position}).";

    private static CandidateSet ReachTarget(
        SourceImage source, JpegImage image, ReductionOptions options, CancellationToken cancellationToken)
    {
        Candidate? smallest = FindSmallest(source, PictureSource.Of(image), options, cancellationToken);
        return smallest?.Bytes.Length < FarSmaller * source.FileLength
            ? new CandidateSet([smallest])
            : new CandidateSet([.. smallest is null ? [] : new[] { smallest }, Repack(image, options, cancellationToken)]);
    }

    /// <summary>The smallest file that reaches the target; <see langword="null"/> if there is none, or if none can be measured.</summary>
    private static Candidate? FindSmallest(
        SourceImage source, PictureSource picture, ReductionOptions options, CancellationToken cancellationToken)
    {
        try
        {
            DecodedPicture reference = DecodedPicture.Decode(source.Bytes, JpegDescription.Loader, cancellationToken);
            return LossyEncoding.ReachTarget(reference, picture, options, cancellationToken);
        }
        catch (VipsException) when (!cancellationToken.IsCancellationRequested)
        {
            // The library that decodes pixels for measuring rejects some files with harmless errors that our decoder accepts.
            return null;
        }
    }

    private static PictureSource CreateSource(SourceImage source, JpegImage image) =>
        PictureSource.Of(image) with { Decode = cancellation => DecodedPicture.Decode(source.Bytes, JpegDescription.Loader, cancellation) };

    private static Candidate Repack(JpegImage image, ReductionOptions options, CancellationToken cancellationToken) =>
        Candidate.Lossless(JpegRepacker.Write(image, options.Baseline, cancellationToken)) with { IsVerified = true };
}
