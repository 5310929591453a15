namespace JpegReducer.ApiContracts;

/// <summary>How uploads are divided.</summary>
public static class UploadLimits
{
    /// <summary>
    /// A request with an <c>Idempotency-Key</c> and at most 500 files, all of which but the last have fewer bytes together, is added whole or
    /// not at all. Of a larger one work on the first files begins while the others are on their way.
    /// </summary>
    public const long WholeRequestBytes = 8L << 20;
}
