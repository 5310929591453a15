using JpegReducer.ApiContracts;
using JpegReducer.Cli.Output;
using JpegReducer.Imaging.Reduction;
using Engine = JpegReducer.Imaging.Reduction;

namespace JpegReducer.Cli.Commands;

/// <summary>Maps the options of a command to those of the engine.</summary>
internal static class EngineOptions
{
    public static ReductionOptions Of(ReductionRequest request) => new()
    {
        Mode = Enum.Parse<Engine.ReductionMode>(request.Mode.ToString()),
        Quality = request.Quality,
        Metadata = Enum.Parse<Engine.MetadataPolicy>(request.Metadata.ToString()),
        Baseline = request.Baseline,
        Outputs = request.Formats.Contains(OutputFormat.Webp) ? [new OutputRequest(OutputReport.WebP, "webp")] : [],
        Damaged = Enum.Parse<Engine.DamagedPolicy>(request.Damaged.ToString()),
    };
}
