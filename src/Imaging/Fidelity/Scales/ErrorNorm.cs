namespace JpegReducer.Imaging.Fidelity.Scales;

/// <summary>The norms of the metric: three error maps, each with its mean and the fourth root of the mean of its fourth powers.</summary>
internal enum ErrorNorm
{
    StructureMean,
    ArtifactMean,
    LossMean,
    StructureFourth,
    ArtifactFourth,
    LossFourth,
}
