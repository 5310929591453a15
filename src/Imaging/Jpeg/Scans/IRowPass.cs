using JpegReducer.Imaging.Jpeg.Container;

namespace JpegReducer.Imaging.Jpeg.Scans;

/// <summary>A pass over all coefficients of a picture, from top to bottom.</summary>
internal interface IRowPass
{
    /// <summary>Processes one row of the frame's MCUs.</summary>
    void ProcessRow(int row);

    /// <summary>Ends the pass after the last row.</summary>
    void Finish();
}

/// <summary>Runs passes concurrently, row by row: each row of a picture is loaded from memory once for all of them.</summary>
internal static class RowPasses
{
    /// <param name="passes">The passes.</param>
    /// <param name="frame">The picture's frame.</param>
    /// <param name="cancellationToken">Checked once per row of MCUs.</param>
    public static void Run(IReadOnlyList<IRowPass> passes, FrameHeader frame, CancellationToken cancellationToken)
    {
        for (int row = 0; row < frame.McusDown; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (IRowPass pass in passes) pass.ProcessRow(row);
        }

        foreach (IRowPass pass in passes) pass.Finish();
    }
}
