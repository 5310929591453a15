using System.Text.Json;
using System.Text.Json.Serialization;
using JpegReducer.Cli.Platform;

namespace JpegReducer.Cli.Output;

/// <summary>The result for one file, for the table and for JSON.</summary>
/// <param name="Input">The source's path.</param>
/// <param name="Output">The result's path; <see langword="null"/> if there is none.</param>
/// <param name="BytesBefore">Bytes of the source.</param>
/// <param name="BytesAfter">Bytes of the result, or of the source if it was kept; <see langword="null"/> if it failed.</param>
/// <param name="Outcome"><c>reduced</c>, <c>kept</c>, <c>failed</c>, <c>skipped</c> or <c>cancelled</c>.</param>
/// <param name="Reason">Why it was kept, failed or was skipped: a stable identifier.</param>
/// <param name="Detail">The reason in a sentence.</param>
/// <param name="Score">The visible quality (SSIMULACRA2), where one was determined.</param>
/// <param name="ScoreBasis"><c>measured</c> on decoded pictures, or <c>estimated</c>.</param>
internal sealed record FileReport(
    string Input, string? Output, long BytesBefore, long? BytesAfter, string Outcome, string? Reason = null, string? Detail = null,
    double? Score = null, string? ScoreBasis = null)
{
    /// <summary>The outputs beside the result; <see langword="null"/> if none was asked for, or the file was not reduced or kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<OutputReport>? Outputs { get; init; }

    /// <summary>Whether the file was reduced or kept.</summary>
    [JsonIgnore]
    public bool IsWell => Outcome is "reduced" or "kept";

    /// <summary>Whether it, or an output beside it, has failed.</summary>
    [JsonIgnore]
    public bool HasFailure => !IsWell || Outputs?.Any(output => output.IsFailed) is true;

    /// <summary>The bytes of <see cref="Input"/> if they are not UTF-8, which JSON strings cannot represent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public byte[]? InputBytes => Bytes(Input);

    /// <summary>The bytes of <see cref="Output"/> if they are not UTF-8.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public byte[]? OutputBytes => Output is null ? null : Bytes(Output);

    /// <summary>The report as a line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, FileReportJson.Default.FileReport);

    private static byte[]? Bytes(string path) => PathBytes.IsUtf8(path) ? null : PathBytes.Encode(path);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(FileReport))]
internal sealed partial class FileReportJson : JsonSerializerContext;
