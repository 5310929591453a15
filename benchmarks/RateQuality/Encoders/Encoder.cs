using JpegReducer.Benchmarks.RateQuality.Corpora;

namespace JpegReducer.Benchmarks.RateQuality.Encoders;

/// <summary>A way to make a JPEG file smaller at a chosen quality.</summary>
internal abstract class Encoder
{
    /// <summary>Its name on the command line and in results.</summary>
    public abstract string Name { get; }

    /// <summary>Changes whenever its results may change: part of the key that results are stored by.</summary>
    public abstract string Version { get; }

    /// <summary>The qualities tried, increasing, on the encoder's own scale.</summary>
    public abstract IReadOnlyList<int> Qualities { get; }

    /// <summary>The same encoder with another setting, which is tried where this one returns a result without loss.</summary>
    public virtual Encoder? WithLoss => null;

    /// <summary>Reduces a picture, decoding included. The source itself if the encoder keeps it.</summary>
    public abstract byte[] Encode(SourceFile source, int quality);
}
