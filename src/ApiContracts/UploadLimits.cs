namespace JpegReducer.ApiContracts;

/// <summary>Limits of upload requests.</summary>
public static class UploadLimits
{
    /// <summary>
    /// A request with an <c>Idempotency-Key</c> and at most 500 files is added completely or not at all if its files without the last one
    /// have fewer bytes than this. Of a larger request, the first files are processed while the others are being received.
    /// </summary>
    public const long WholeRequestBytes = 8L << 20;
}
