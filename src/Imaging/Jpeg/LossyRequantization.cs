using JpegReducer.Imaging.Jpeg.Coefficients;
using JpegReducer.Imaging.Jpeg.Container;
using JpegReducer.Imaging.Jpeg.Quantization;
using JpegReducer.Imaging.Jpeg.Transform;

namespace JpegReducer.Imaging.Jpeg;

/// <summary>Quantizes a picture anew on its coefficients: no pixels, no colour conversion, no second generation of either.</summary>
internal static class LossyRequantization
{
    /// <summary>Makes the coarser picture.</summary>
    /// <param name="image">The source.</param>
    /// <param name="scale">How coarse: factor on the recipe's tables.</param>
    /// <param name="halvesChroma">Whether colour differences of full resolution are taken to 4:2:0.</param>
    /// <param name="recipe">What steers the choices.</param>
    /// <param name="cancellationToken">Ends the work with an <see cref="OperationCanceledException"/>.</param>
    public static JpegImage Apply(JpegImage image, float scale, bool halvesChroma, Recipe recipe, CancellationToken cancellationToken)
    {
        bool hasColorDifferences = ColorModel.HasColorDifferences(image);
        (bool across, bool down) = halvesChroma && hasColorDifferences ? HalvingOf(image.Frame) : default;
        FrameHeader frame = new(JpegProcess.Baseline, image.Frame.Width, image.Frame.Height,
        [
            .. image.Frame.Components.Select((component, i) => i == 0
                ? component with { Horizontal = component.Horizontal * (across ? 2 : 1), Vertical = component.Vertical * (down ? 2 : 1) }
                : component),
        ]);

        JpegComponent[] components = new JpegComponent[frame.Components.Length];
        for (int i = 0; i < components.Length; i++)
        {
            ushort[] steps = (hasColorDifferences ? i : 0) switch
            {
                0 => recipe.Luma.Steps(scale),
                1 => recipe.BlueChroma.Steps(scale),
                _ => recipe.RedChroma.Steps(scale),
            };
            CoefficientPlane plane = NewPlane(frame, i);
            JpegComponent source = image.Components[i];
            if (i > 0 && (across || down))
            {
                using CoefficientPlane halved = NewPlane(frame, i);
                ChromaSubsampling.Halve(source.Plane, source.Steps, across, down, halved);
                float[] fine = new float[CoefficientPlane.BlockLength];
                fine.AsSpan().Fill(ChromaSubsampling.ResultStep);
                Requantizer.Requantize(halved, fine, steps, recipe, plane, cancellationToken);
            }
            else
            {
                // Finer steps than the source's would code nothing but its steps.
                for (int k = 0; k < steps.Length; k++) steps[k] = Math.Max(steps[k], source.Steps[k]);
                Requantizer.Requantize(source.Plane, Array.ConvertAll(source.Steps, step => (float)step), steps, recipe, plane, cancellationToken);
            }

            components[i] = new JpegComponent(frame.Components[i], plane, steps);
        }

        return new JpegImage(frame, components) { Metadata = image.Metadata, Trailer = image.Trailer, Scans = 1 };
    }

    // Which sides of the chroma planes are longer than those of 4:2:0 have to be.
    private static (bool Across, bool Down) HalvingOf(FrameHeader frame)
    {
        if (frame.Components is not [var luma, { Horizontal: 1, Vertical: 1 }, { Horizontal: 1, Vertical: 1 }]) return default;
        return (luma.Horizontal == 1 && luma.Vertical <= 2, luma.Vertical == 1 && luma.Horizontal <= 2);
    }

    private static CoefficientPlane NewPlane(FrameHeader frame, int index)
    {
        FrameComponent component = frame.Components[index];
        return new CoefficientPlane(
            frame.BlocksAcross(component), frame.BlocksDown(component),
            frame.McusAcross * component.Horizontal, frame.McusDown * component.Vertical);
    }
}
