using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Grains.Workers;

/// <summary>The words for why an item was kept or failed: stable, and listed in <c>docs/api/reasons.md</c>.</summary>
internal static class Reasons
{
    /// <summary>The file's time was over before its turn.</summary>
    public const string SourceMissing = "source-missing";

    /// <summary>The server could not be reached, or broke off.</summary>
    public const string SourceUnreachable = "source-unreachable";

    /// <summary>The server answered that it will not hand the image out.</summary>
    public const string SourceRefused = "source-refused";

    /// <summary>The URL leads to an address that is closed to us.</summary>
    public const string AddressForbidden = "address-forbidden";

    /// <summary>The source has more bytes than an image may have.</summary>
    public const string TooManyBytes = "too-many-bytes";

    /// <summary>It ended the processes that reduced it.</summary>
    public const string Quarantined = "quarantined";

    /// <summary>A fault of ours.</summary>
    public const string EngineFault = "engine-fault";

    /// <summary>Several attempts failed for reasons that nothing foresaw; not of the engine, which has a word of its own.</summary>
    public const string InternalError = "internal-error";

    /// <summary>Why a source was kept.</summary>
    public static string For(KeptReason reason) => reason switch
    {
        KeptReason.NotSmaller => "not-smaller",
        KeptReason.AlreadyReduced => "already-reduced",
        KeptReason.Damaged => "damaged",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };

    /// <summary>Why a source cannot be reduced.</summary>
    public static string For(FailureReason reason) => reason switch
    {
        FailureReason.Empty => "empty",
        FailureReason.NotAnImage => "not-an-image",
        FailureReason.UnsupportedFormat => "unsupported-format",
        FailureReason.Truncated => "truncated",
        FailureReason.Corrupt => "corrupt",
        FailureReason.TooManyBytes => TooManyBytes,
        FailureReason.TooLarge => "too-large",
        FailureReason.TimedOut => "timed-out",
        FailureReason.EngineFault => EngineFault,
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };
}
