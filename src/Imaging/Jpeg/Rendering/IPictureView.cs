using JpegReducer.Imaging.Fidelity.Gradients;

namespace JpegReducer.Imaging.Jpeg.Rendering;

/// <summary>A picture that can be looked at part by part.</summary>
internal interface IPictureView
{
    /// <summary>Shows a part.</summary>
    /// <param name="part">The part.</param>
    /// <param name="pixels">Takes it; of the same size.</param>
    void Render(PicturePart part, TilePixels pixels);
}
