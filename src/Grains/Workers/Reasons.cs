using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Grains.Workers;

/// <summary>The reasons why items are kept or fail: stable identifiers, listed in <c>docs/api/reasons.md</c>.</summary>
internal static class Reasons
{
    /// <summary>The file expired before it was reduced.</summary>
    public const string SourceMissing = "source-missing";

    /// <summary>The server could not be reached, or closed the connection.</summary>
    public const string SourceUnreachable = "source-unreachable";

    /// <summary>The server does not provide the image.</summary>
    public const string SourceRefused = "source-refused";

    /// <summary>The URL leads to an address that is not allowed.</summary>
    public const string AddressForbidden = "address-forbidden";

    /// <summary>The source exceeds the size limit.</summary>
    public const string TooManyBytes = "too-many-bytes";

    /// <summary>The image ended the processes that reduced it.</summary>
    public const string Quarantined = "quarantined";

    /// <summary>The engine failed with an internal error.</summary>
    public const string EngineFault = "engine-fault";

    /// <summary>Several attempts failed for unexpected reasons outside the engine.</summary>
    public const string InternalError = "internal-error";

    /// <summary>Why a source was kept.</summary>
    public static string For(KeptReason reason) => reason switch
    {
        KeptReason.NotSmaller => "not-smaller",
        KeptReason.AlreadyReduced => "already-reduced",
        KeptReason.Damaged => "damaged",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };

    /// <summary>Why an additional output was not made.</summary>
    public static string For(SkippedReason reason) => reason switch
    {
        SkippedReason.NotSmaller => "not-smaller",
        SkippedReason.SameFormat => "same-format",
        SkippedReason.NotRepresentable => "not-representable",
        SkippedReason.Damaged => "damaged",
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
