using System.Text.Json;
using System.Text.Json.Serialization;

namespace JpegReducer.Cli.Output;

/// <summary>The output of <c>compare --json</c>.</summary>
/// <param name="Score">SSIMULACRA2, measured.</param>
/// <param name="Butteraugli3Norm">The 3-norm of butteraugli.</param>
/// <param name="ButteraugliMaxNorm">The max norm of butteraugli.</param>
internal sealed record ScoreReport(double Score, double Butteraugli3Norm, double ButteraugliMaxNorm);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ScoreReport))]
internal sealed partial class ScoreReportJson : JsonSerializerContext;
