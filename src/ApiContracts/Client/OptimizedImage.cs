using System.Globalization;

namespace JpegReducer.ApiContracts.Client;

/// <summary>The response to <c>POST /v1/optimize</c>, without its body: see <see cref="OptimizeHeaders"/>.</summary>
public sealed record OptimizedImage
{
    /// <summary>The job of the image.</summary>
    public required string Job { get; init; }

    /// <summary>Whether the body is smaller than the source; otherwise it is the source.</summary>
    public required bool IsReduced { get; init; }

    /// <summary>Why the source was kept: a stable code, listed in <c>docs/api/reasons.md</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>Bytes of the source.</summary>
    public required long OriginalBytes { get; init; }

    /// <summary>Bytes of the body.</summary>
    public required long Bytes { get; init; }

    /// <summary>Saved bytes in percent of the source.</summary>
    public required double SavedPercent { get; init; }

    /// <summary>The media type of the body.</summary>
    public required string Type { get; init; }

    /// <summary>The SHA-256 of the body.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The visible quality, if it was determined.</summary>
    public ManifestScore? Score { get; init; }

    /// <summary>How long the engine worked.</summary>
    public required TimeSpan EngineTime { get; init; }

    /// <summary>The outputs beside the main one, which is the body.</summary>
    public required IReadOnlyList<AlternateOutput> Alternates { get; init; }

    /// <summary>Reads the headers of a response; <see langword="null"/> if they are not those of a reduced image.</summary>
    internal static OptimizedImage? TryRead(HttpResponseMessage response)
    {
        if (Header(OptimizeHeaders.Job) is not { } job
            || Header(OptimizeHeaders.Result) is not { } result
            || response.Content.Headers.ContentType?.MediaType is not { } type
            || response.Headers.ETag?.Tag.Trim('"') is not { } sha256
            || !long.TryParse(Header(OptimizeHeaders.OriginalSize), CultureInfo.InvariantCulture, out long originalBytes)
            || !long.TryParse(Header(OptimizeHeaders.OptimizedSize), CultureInfo.InvariantCulture, out long bytes)
            || !double.TryParse(Header(OptimizeHeaders.SavedPercent), CultureInfo.InvariantCulture, out double savedPercent)
            || !double.TryParse(Header(OptimizeHeaders.EngineTime), CultureInfo.InvariantCulture, out double engineMs))
        {
            return null;
        }

        return new OptimizedImage
        {
            Job = job,
            IsReduced = result is OptimizeHeaders.Optimized,
            Reason = Header(OptimizeHeaders.Reason),
            OriginalBytes = originalBytes,
            Bytes = bytes,
            SavedPercent = savedPercent,
            Type = type,
            Sha256 = sha256,
            Score = ReadScore(Header(OptimizeHeaders.Metric)),
            EngineTime = TimeSpan.FromMilliseconds(engineMs),
            Alternates = response.Headers.TryGetValues("Link", out IEnumerable<string>? links) ? [.. links.SelectMany(ReadLink)] : [],
        };

        string? Header(string name) => response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.First() : null;
    }

    /// <summary>Reads <c>ssimulacra2=82.1;measured</c>.</summary>
    private static ManifestScore? ReadScore(string? header) =>
        header?.Split('=', ';') is [var metric, var value, var basis]
        && double.TryParse(value, CultureInfo.InvariantCulture, out double score) ? new ManifestScore(metric, score, basis) : null;

    /// <summary>Reads <c>&lt;path&gt;; rel="alternate"; type="image/webp"</c> (RFC 8288); other relations are ignored.</summary>
    private static IEnumerable<AlternateOutput> ReadLink(string link)
    {
        int end = link.IndexOf('>', StringComparison.Ordinal);
        if (link is not ['<', ..] || end < 0) yield break;

        string[] parameters = link[(end + 1)..].Split(';', StringSplitOptions.TrimEntries);
        if (ValueOf("rel") is "alternate" && ValueOf("type") is { } type) yield return new AlternateOutput(link[1..end], type);

        string? ValueOf(string name) => parameters.Select(parameter => parameter.Split('=', 2))
            .FirstOrDefault(parameter => parameter.Length == 2 && parameter[0] == name)?[1].Trim('"');
    }
}

/// <summary>An output of an image beside the main one.</summary>
/// <param name="Path">Its path, for <see cref="JpegReducerClient.DownloadAsync"/>.</param>
/// <param name="Type">Its media type.</param>
public sealed record AlternateOutput(string Path, string Type);
