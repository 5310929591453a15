namespace JpegReducer.Imaging.Fidelity.Scales;

/// <summary>What is summed over a picture: three error maps, each by its mean and by the fourth root of its fourth powers' mean.</summary>
internal enum ErrorNorm
{
    StructureMean,
    ArtifactMean,
    LossMean,
    StructureFourth,
    ArtifactFourth,
    LossFourth,
}
