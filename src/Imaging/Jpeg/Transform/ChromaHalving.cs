using JpegReducer.Imaging.Jpeg.Container;

namespace JpegReducer.Imaging.Jpeg.Transform;

/// <summary>The directions in which the resolution of chroma is halved.</summary>
internal readonly record struct ChromaHalving(bool Across, bool Down)
{
    /// <summary>Chroma keeps its resolution.</summary>
    public static ChromaHalving None => default;

    /// <summary>Whether the resolution changes in any direction.</summary>
    public bool IsAny => Across || Down;

    /// <summary>The number of blocks of the source that become one.</summary>
    public int Blocks => (Across ? 2 : 1) * (Down ? 2 : 1);

    /// <summary>The halving to 4:2:0 of a picture whose second and third components are color differences.</summary>
    public static ChromaHalving To420(FrameHeader frame)
    {
        if (frame.Components is not [var luma, { Horizontal: 1, Vertical: 1 }, { Horizontal: 1, Vertical: 1 }]) return None;
        return new ChromaHalving(luma.Horizontal == 1 && luma.Vertical <= 2, luma.Vertical == 1 && luma.Horizontal <= 2);
    }

    /// <summary>The frame of the picture after halving.</summary>
    public FrameHeader Apply(FrameHeader source)
    {
        (int across, int down) = (Across ? 2 : 1, Down ? 2 : 1);
        return new FrameHeader(JpegProcess.Baseline, source.Width, source.Height,
        [
            .. source.Components.Select((component, i) => i == 0
                ? component with { Horizontal = component.Horizontal * across, Vertical = component.Vertical * down }
                : component),
        ]);
    }
}
