using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace JpegReducer.Client.Conditional;

/// <summary>The result of the preconditions of a GET or HEAD.</summary>
internal enum PreconditionResult
{
    /// <summary>Respond as without them.</summary>
    Proceed,

    /// <summary>Respond with 304: the client has this version.</summary>
    NotModified,

    /// <summary>Respond with 412.</summary>
    Failed,
}

/// <summary>
/// Evaluates the conditional headers of a GET or HEAD whose response would be 200, in the order of RFC 9110, 13.2.2. No resource has a
/// modification date, so <c>If-Modified-Since</c> and <c>If-Unmodified-Since</c> are ignored, as 13.1.3 and 13.1.4 require.
/// </summary>
internal static class Preconditions
{
    /// <summary>Evaluates <c>If-Match</c>, then <c>If-None-Match</c>.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="tag">The entity tag of the current version; <see langword="null"/> where it has none.</param>
    public static PreconditionResult Evaluate(IHeaderDictionary headers, EntityTagHeaderValue? tag)
    {
        if (headers.IfMatch.Count > 0 && !Matches(headers.IfMatch, tag, isStrong: true)) return PreconditionResult.Failed;
        if (headers.IfNoneMatch.Count > 0 && Matches(headers.IfNoneMatch, tag, isStrong: false)) return PreconditionResult.NotModified;
        return PreconditionResult.Proceed;
    }

    /// <summary>
    /// Whether <c>Range</c> applies: there is no <c>If-Range</c>, or it has the tag of this version (13.1.5). A date never matches.
    /// </summary>
    public static bool RangeApplies(IHeaderDictionary headers, EntityTagHeaderValue tag) =>
        headers.IfRange.Count == 0
        || (EntityTagHeaderValue.TryParse(headers.IfRange.ToString(), out EntityTagHeaderValue? known)
            && known.Compare(tag, useStrongComparison: true));

    private static bool Matches(StringValues header, EntityTagHeaderValue? tag, bool isStrong)
    {
        // A header that is not a list of entity tags matches no version.
        if (!EntityTagHeaderValue.TryParseStrictList([.. header.OfType<string>()], out IList<EntityTagHeaderValue>? known)) return false;
        return known.Any(one => one.Equals(EntityTagHeaderValue.Any) || (tag is not null && one.Compare(tag, isStrong)));
    }
}
