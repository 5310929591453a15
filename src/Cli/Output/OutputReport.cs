using System.Text.Json.Serialization;

namespace JpegReducer.Cli.Output;

/// <summary>An output beside the result of a file.</summary>
/// <param name="Name">Its name: <see cref="WebP"/>.</param>
/// <param name="Path">Its full path; <see langword="null"/> if there is no file.</param>
/// <param name="Bytes">Its size; <see langword="null"/> if there is no file.</param>
/// <param name="State"><c>reduced</c>, <c>skipped</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Reason">Why there is no file: a stable identifier.</param>
/// <param name="Detail">The reason in a sentence.</param>
/// <param name="Score">The visible quality (SSIMULACRA2), where one was determined.</param>
internal sealed record OutputReport(
    string Name, string? Path, long? Bytes, string State, string? Reason = null, string? Detail = null, double? Score = null)
{
    /// <summary>The name of the WebP.</summary>
    public const string WebP = "webp";

    /// <summary>Whether it was asked for and could not be made or written.</summary>
    [JsonIgnore]
    public bool IsFailed => State is "failed";

    /// <summary>The bytes of <see cref="Path"/> if they are not UTF-8.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public byte[]? PathBytes => Path is null || Platform.PathBytes.IsUtf8(Path) ? null : Platform.PathBytes.Encode(Path);

    /// <summary>The report of an output without a file.</summary>
    public static OutputReport Without(string name, string state, string? reason = null, string? detail = null) =>
        new(name, null, null, state, reason, detail);
}
