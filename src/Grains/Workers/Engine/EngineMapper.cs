using JpegReducer.Imaging.Reduction;
using Wire = JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Workers.Engine;

/// <summary>Maps the settings of a job to the options of the engine, and traits found by the engine to those of a result.</summary>
internal static class EngineMapper
{
    public static ReductionOptions ToOptions(Wire.ReductionSettings settings, Effort effort) => new()
    {
        Mode = settings.Mode switch
        {
            Wire.ReductionMode.Glossy => ReductionMode.Glossy,
            Wire.ReductionMode.Lossless => ReductionMode.Lossless,
            _ => ReductionMode.Lossy,
        },
        Quality = settings.Quality,
        Effort = effort,
        Metadata = settings.Metadata switch
        {
            Wire.MetadataPolicy.Keep => MetadataPolicy.Keep,
            Wire.MetadataPolicy.Rights => MetadataPolicy.Rights,
            _ => MetadataPolicy.Strip,
        },
        Baseline = settings.Baseline,
        Damaged = settings.Damaged is Wire.DamagedPolicy.Repair ? DamagedPolicy.Repair : DamagedPolicy.Keep,
        Outputs =
        [
            .. settings.Outputs.Where(output => output.Name != Wire.OutputNames.Main)
                .Select(output => new OutputRequest(output.Name, FormatName(output.Format))),
        ],
    };

    private static string FormatName(Wire.OutputFormat format) => format switch
    {
        Wire.OutputFormat.WebP => "webp",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Only the main output keeps the format of the source."),
    };

    public static Wire.SourceTraits ToWire(SourceTraits traits) =>
        (traits.HasFlag(SourceTraits.ContentCredentials) ? Wire.SourceTraits.ContentCredentials : 0)
        | (traits.HasFlag(SourceTraits.MotionVideo) ? Wire.SourceTraits.MotionVideo : 0);
}
