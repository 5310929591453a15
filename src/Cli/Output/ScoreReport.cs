using System.Text.Json;
using System.Text.Json.Serialization;

namespace JpegReducer.Cli.Output;

/// <summary>The output of <c>compare --json</c>.</summary>
/// <param name="Score">SSIMULACRA2, measured.</param>
internal sealed record ScoreReport(double Score);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ScoreReport))]
internal sealed partial class ScoreReportJson : JsonSerializerContext;
