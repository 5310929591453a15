using JpegReducer.Storage.Blobs;

namespace JpegReducer.Grains.Workers.Fetching;

/// <summary>The result of fetching.</summary>
internal abstract record FetchOutcome
{
    private FetchOutcome()
    {
    }

    /// <summary>The image is in the blob store.</summary>
    public sealed record Fetched(BlobInfo Blob) : FetchOutcome;

    /// <summary>The image cannot be fetched.</summary>
    /// <param name="Reason">One of <see cref="Reasons"/>.</param>
    /// <param name="Detail">The reason as a sentence, for people.</param>
    public sealed record Failed(string Reason, string Detail) : FetchOutcome;
}

/// <summary>The result of one attempt to fetch an image.</summary>
internal abstract record FetchAttempt
{
    private FetchAttempt()
    {
    }

    /// <summary>Another attempt would have the same result.</summary>
    public sealed record Final(FetchOutcome Outcome) : FetchAttempt;

    /// <summary>Another attempt may succeed.</summary>
    /// <param name="Detail">What happened, as a sentence.</param>
    /// <param name="RetryAfter">The delay that the server requests.</param>
    public sealed record Transient(string Detail, TimeSpan? RetryAfter = null) : FetchAttempt;

    /// <summary>The body ended before the image was complete.</summary>
    public static Transient ConnectionClosed(string host) => new($"{host} closed the connection before the image was complete.");

    /// <summary>The server does not provide the image.</summary>
    public static Final Refused(string detail) => new(new FetchOutcome.Failed(Reasons.SourceRefused, detail));

    /// <summary>The server cannot be reached, even with retries.</summary>
    public static Final Unreachable(string detail) => new(new FetchOutcome.Failed(Reasons.SourceUnreachable, detail));

    /// <summary>The image exceeds the size limit.</summary>
    public static Final TooManyBytes(long maxBytes) =>
        new(new FetchOutcome.Failed(Reasons.TooManyBytes, $"The image has more than {maxBytes} bytes."));
}

/// <summary>
/// Reading a body failed with <paramref name="attempt"/>. Thrown through the blob store that reads the body, and therefore not an
/// <see cref="IOException"/>, which the store would treat as its own error.
/// </summary>
internal sealed class SourceBodyException(FetchAttempt attempt, Exception? inner = null)
    : Exception("The body of a source could not be read.", inner)
{
    /// <summary>The result of the attempt.</summary>
    public FetchAttempt Attempt => attempt;
}
