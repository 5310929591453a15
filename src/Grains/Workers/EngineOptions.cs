using JpegReducer.Imaging.Reduction;
using Wire = JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Workers;

/// <summary>Maps settings as they travel between processes to the options of the engine, and what the engine found back.</summary>
internal static class EngineOptions
{
    /// <summary>The options of a reduction.</summary>
    public static ReductionOptions Of(Wire.ReductionSettings settings, Effort effort) => new()
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
    };

    /// <summary>What the engine found beside the picture.</summary>
    public static Wire.SourceTraits Traits(SourceTraits traits) =>
        (traits.HasFlag(SourceTraits.ContentCredentials) ? Wire.SourceTraits.ContentCredentials : 0)
        | (traits.HasFlag(SourceTraits.MotionVideo) ? Wire.SourceTraits.MotionVideo : 0);
}
