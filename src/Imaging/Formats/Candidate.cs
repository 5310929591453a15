using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Imaging.Formats;

/// <summary>One way to encode the source.</summary>
/// <param name="Bytes">The whole file.</param>
/// <param name="Exact">Whether it claims to have exactly the pixels of the source; the claim is verified.</param>
internal sealed record Candidate(byte[] Bytes, bool Exact)
{
    /// <summary>The visible quality, where it was determined.</summary>
    public FidelityScore? Score { get; init; }

    /// <summary>Whether the format has already decoded and checked the encoded file.</summary>
    public bool IsVerified { get; init; }

    /// <summary>A candidate that claims to have exactly the pixels of the source.</summary>
    public static Candidate Lossless(byte[] bytes) => new(bytes, Exact: true) { Score = new FidelityScore(100, Measured: true) };
}

/// <summary>What a format offers for one source.</summary>
/// <param name="Candidates">The files to choose from; may be empty, and may include files larger than the source.</param>
/// <param name="AlreadyReduced">Whether lossy candidates were left out because the source is as coarse as the target.</param>
internal sealed record CandidateSet(IReadOnlyList<Candidate> Candidates, bool AlreadyReduced = false)
{
    /// <summary>Why the source cannot be reduced, where it turned out to be damaged.</summary>
    public ReductionOutcome.Failed? Failure { get; init; }

    /// <summary>Why the source is kept whatever the candidates are, where the format decided so.</summary>
    public ReductionOutcome.Kept? Kept { get; init; }

    /// <summary>What the source contains and no candidate does.</summary>
    public SourceTraits Traits { get; init; }
}
