using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Formats;

/// <summary>Knows one format: how its files may become smaller.</summary>
/// <remarks>Called only with a source whose header is within the limits.</remarks>
internal interface IFormatReducer
{
    /// <summary>The format that it reads and writes.</summary>
    ImageFormat Format { get; }

    /// <summary>
    /// Whether the source's soundness is found out while it is encoded. Otherwise its pixels are decoded once before, so that
    /// whatever goes wrong afterwards is a fault of the engine.
    /// </summary>
    bool ChecksSource => false;

    /// <summary>Encodes the source in every way that may win. The order does not matter: the smallest valid one wins.</summary>
    CandidateSet Encode(SourceImage source, ReductionOptions options, CancellationToken cancellationToken);
}

/// <summary>One way to write the source.</summary>
/// <param name="Bytes">The whole file.</param>
/// <param name="Exact">Whether it promises the very pixels of the source; the promise is checked.</param>
internal sealed record Candidate(byte[] Bytes, bool Exact)
{
    /// <summary>The visible quality, where one was determined.</summary>
    public FidelityScore? Score { get; init; }

    /// <summary>Whether the file was decoded after it was written, and held what it should.</summary>
    public bool IsVerified { get; init; }
}

/// <summary>What a format has to offer for one source.</summary>
/// <param name="Candidates">The files to choose from; may be empty, and may hold larger ones.</param>
/// <param name="AlreadyReduced">Whether lossy candidates were left out because the source is as coarse as the target.</param>
internal sealed record CandidateSet(IReadOnlyList<Candidate> Candidates, bool AlreadyReduced = false)
{
    /// <summary>Why the source cannot be reduced, where it turned out to be damaged.</summary>
    public ReductionOutcome.Failed? Failure { get; init; }

    /// <summary>Why the source is kept whatever the candidates are, where the format decided so.</summary>
    public ReductionOutcome.Kept? Kept { get; init; }

    /// <summary>What the source carries that no candidate does.</summary>
    public SourceTraits Traits { get; init; }
}
