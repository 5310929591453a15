using JpegReducer.Imaging.Jpeg.Container;

namespace JpegReducer.Imaging.Jpeg.Quantization;

/// <summary>
/// The resolution of a chroma component relative to 4:2:0, to which table shapes and weights of errors refer: there a block covers 16 × 16
/// pixels.
/// </summary>
/// <param name="IsFullAcross">Whether it has one sample for each pixel horizontally.</param>
/// <param name="IsFullDown">The same vertically.</param>
internal readonly record struct ChromaResolution(bool IsFullAcross, bool IsFullDown)
{
    /// <summary>
    /// The factor on steps for each direction of full resolution: an error in one coefficient is seen over half as many pixels (found by
    /// measurement, docs/engine.md).
    /// </summary>
    private const float StepFactor = 1.1f;

    /// <summary>The factor on the weights of estimated errors for each direction of full resolution (fitted, docs/engine.md).</summary>
    private const double ErrorFactor = 0.84;

    /// <summary>The resolution of a component.</summary>
    public static ChromaResolution Of(FrameHeader frame, FrameComponent component) =>
        new(component.Horizontal == frame.MaxHorizontal, component.Vertical == frame.MaxVertical);

    /// <summary>The factor on the mapped errors of chroma.</summary>
    public double ErrorWeight => (IsFullAcross ? ErrorFactor : 1) * (IsFullDown ? ErrorFactor : 1);

    /// <summary>The quantization table: at full resolution, the same index in a block is twice the frequency.</summary>
    public ushort[] Steps(TableShape shape, float scale) => shape.Steps(
        scale * (IsFullAcross ? StepFactor : 1) * (IsFullDown ? StepFactor : 1), IsFullAcross ? 2 : 1, IsFullDown ? 2 : 1);
}
