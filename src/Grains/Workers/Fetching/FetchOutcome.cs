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

    /// <summary>It cannot be fetched.</summary>
    public sealed record Failed(string Reason, string Detail) : FetchOutcome;
}

/// <summary>The result of one attempt at fetching.</summary>
internal abstract record FetchAttempt
{
    private FetchAttempt()
    {
    }

    /// <summary>Another attempt would come to the same.</summary>
    public sealed record Ended(FetchOutcome Outcome) : FetchAttempt;

    /// <summary>Another attempt may succeed.</summary>
    /// <param name="Detail">What happened, in a sentence.</param>
    /// <param name="RetryAfter">How long the server asks to wait.</param>
    public sealed record Broken(string Detail, TimeSpan? RetryAfter = null) : FetchAttempt;

    /// <summary>The body ended before the image did.</summary>
    public static Broken BrokenOff(string host) => new($"{host} broke off in the middle of the image.");

    /// <summary>The server will not hand the image out.</summary>
    public static Ended Refused(string detail) => new(new FetchOutcome.Failed(Reasons.SourceRefused, detail));

    /// <summary>The server cannot be reached, however often it is tried.</summary>
    public static Ended Unreachable(string detail) => new(new FetchOutcome.Failed(Reasons.SourceUnreachable, detail));

    /// <summary>The image has more bytes than it may have.</summary>
    public static Ended TooManyBytes(long maxBytes) => new(new FetchOutcome.Failed(Reasons.TooManyBytes, $"The image has more than {maxBytes} bytes."));
}

/// <summary>
/// Reading a body came to <paramref name="attempt"/>. Thrown through the blob store that reads it; no <see cref="IOException"/>, which the
/// store would take for an error of its own.
/// </summary>
internal sealed class SourceBodyException(FetchAttempt attempt, Exception? inner = null) : Exception("The body of a source could not be read.", inner)
{
    /// <summary>What the attempt came to.</summary>
    public FetchAttempt Attempt => attempt;
}
