using JpegReducer.Imaging.Reduction;
using JpegReducer.Imaging.Vips;

namespace JpegReducer.Imaging.Formats;

/// <summary>All that the pipeline asks of a format. An implementation has no state: one instance serves all threads.</summary>
internal interface IImageFormat
{
    /// <summary>Name, media type and file extension.</summary>
    FormatInfo Info { get; }

    /// <summary>What files of the format begin with.</summary>
    FileSignature Signature { get; }

    /// <summary>Decodes files of the format to pixels. Created at its first use, since it loads libvips.</summary>
    VipsLoader Loader { get; }

    /// <summary>
    /// Whether <see cref="Encode"/> can meet <see cref="ReductionOptions.TargetScore"/>; otherwise it is asked for a lossless result.
    /// </summary>
    bool MeetsTargetScores => false;

    /// <summary>
    /// Whether <see cref="Encode"/> detects damage while it decodes. Otherwise <see cref="CheckSource"/> decodes the source once
    /// before, so that any later failure is a failure of the engine.
    /// </summary>
    bool ChecksSourceWhileEncoding => false;

    /// <summary>Whether the format stores pictures with loss, as JPEG does.</summary>
    bool IsLossy => false;

    /// <summary>Encodes pictures of other formats in this one; <see langword="null"/> where that is not supported.</summary>
    IPictureEncoder? PictureEncoder => null;

    /// <summary>Starts to read the header of one file that begins with <see cref="Signature"/>.</summary>
    IHeaderReader OpenHeader();

    /// <summary>The file as decoding libraries accept it.</summary>
    /// <param name="file">The file as it was received.</param>
    /// <param name="survey">What its header states.</param>
    ReadOnlyMemory<byte> MakeDecodable(ReadOnlyMemory<byte> file, HeaderSurvey survey) => file;

    /// <summary>How often viewers play an animation, 0 without end; <see langword="null"/> where libvips reports it.</summary>
    int? Plays(SourceImage source) => null;

    /// <summary>Whether the colors of a source are stated by an ICC profile, or are sRGB: other statements have no place in other formats.</summary>
    bool HasPortableColors(SourceImage source) => true;

    /// <summary>The peak of memory that a reduction needs, in bytes, without the files of the source and the result.</summary>
    long WorkingMemory(ImageInfo image, Effort effort) => DecodedMemory.Needed(image);

    /// <summary>Decodes the whole source strictly. Not called where <see cref="ChecksSourceWhileEncoding"/>.</summary>
    /// <returns>
    /// <see langword="null"/> for an intact file; a failure where the picture cannot be decoded; <see cref="ReductionOutcome.Kept"/>
    /// where decoders show it only with a warning, or differently from each other.
    /// </returns>
    ReductionOutcome? CheckSource(SourceImage source, CancellationToken cancellationToken) => StrictDecoding.Check(source, cancellationToken);

    /// <summary>Encodes the source, whose header is within the limits, in each way that may be the smallest. The order does not matter.</summary>
    CandidateSet Encode(SourceImage source, ReductionOptions options, CancellationToken cancellationToken);

    /// <summary>Decodes a candidate, whose header matches that of the source, and compares it with the source.</summary>
    /// <returns>Whether it may be delivered.</returns>
    /// <exception cref="NetVips.VipsException">The candidate cannot be decoded.</exception>
    bool Verify(SourceImage source, Candidate candidate, CancellationToken cancellationToken) =>
        StrictDecoding.Verify(source, candidate, cancellationToken);
}

/// <summary>Reads the header of one file, as far as its bytes have arrived.</summary>
internal interface IHeaderReader
{
    /// <summary>
    /// Reads on. May be called again when more bytes have arrived: it continues at the block in which the last call ended, and
    /// returns what a single call with all of the bytes would.
    /// </summary>
    /// <param name="bytes">The file from its beginning; at least as much of it as in the last call.</param>
    HeaderSurvey Read(ReadOnlySpan<byte> bytes);
}
