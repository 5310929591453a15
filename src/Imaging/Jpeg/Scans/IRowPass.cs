using JpegReducer.Imaging.Jpeg.Container;

namespace JpegReducer.Imaging.Jpeg.Scans;

/// <summary>Something that looks at each coefficient of a picture once, from top to bottom.</summary>
internal interface IRowPass
{
    /// <summary>Looks at one row of the frame's MCUs.</summary>
    void Pass(int row);

    /// <summary>Ends the pass, behind the last row.</summary>
    void Finish();
}

/// <summary>Runs passes side by side: each row of a picture comes from memory once for all of them.</summary>
internal static class RowPasses
{
    /// <param name="passes">The passes.</param>
    /// <param name="frame">The picture's frame.</param>
    /// <param name="cancellationToken">Looked at once a row of MCUs.</param>
    public static void Run(IReadOnlyList<IRowPass> passes, FrameHeader frame, CancellationToken cancellationToken)
    {
        for (int row = 0; row < frame.McusDown; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (IRowPass pass in passes) pass.Pass(row);
        }

        foreach (IRowPass pass in passes) pass.Finish();
    }
}
