using JpegReducer.Imaging.Jpeg.Container;

namespace JpegReducer.Imaging.Jpeg.Scans;

/// <summary>One block of an MCU: its component and its position in the component's plane.</summary>
/// <param name="ScanComponent">The index of the component in the scan.</param>
/// <param name="Plane">The index of the component in the frame.</param>
/// <param name="Row">The block's row within the MCU.</param>
/// <param name="Column">The block's column within the MCU.</param>
/// <param name="RowStep">The number of block rows per MCU of this component.</param>
/// <param name="ColumnStep">The number of block columns per MCU of this component.</param>
internal readonly record struct McuBlock(int ScanComponent, int Plane, int Row, int Column, int RowStep, int ColumnStep);

/// <summary>The order of a scan's blocks (T.81, A.2): MCUs of several blocks if it is interleaved, else single blocks.</summary>
internal sealed record McuLayout(int McusAcross, int McusDown, McuBlock[] Blocks)
{
    public static McuLayout Of(FrameHeader frame, ScanHeader scan)
    {
        if (scan.Components is [ScanComponent only])
        {
            FrameComponent component = frame.Components[only.Index];
            return new McuLayout(
                frame.BlocksAcross(component), frame.BlocksDown(component), [new McuBlock(0, only.Index, 0, 0, 1, 1)]);
        }

        List<McuBlock> blocks = [];
        for (int i = 0; i < scan.Components.Length; i++)
        {
            int plane = scan.Components[i].Index;
            FrameComponent component = frame.Components[plane];
            for (int row = 0; row < component.Vertical; row++)
            {
                for (int column = 0; column < component.Horizontal; column++)
                    blocks.Add(new McuBlock(i, plane, row, column, component.Vertical, component.Horizontal));
            }
        }

        return new McuLayout(frame.McusAcross, frame.McusDown, [.. blocks]);
    }
}
