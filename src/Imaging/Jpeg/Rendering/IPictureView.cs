using JpegReducer.Imaging.Fidelity.Gradients;

namespace JpegReducer.Imaging.Jpeg.Rendering;

/// <summary>A picture that can be rendered region by region.</summary>
internal interface IPictureView
{
    /// <summary>Renders a region.</summary>
    /// <param name="part">The region.</param>
    /// <param name="pixels">Receives the pixels; has the size of the region.</param>
    void Render(PictureRegion part, TilePixels pixels);
}
