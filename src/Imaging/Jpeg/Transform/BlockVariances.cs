namespace JpegReducer.Imaging.Jpeg.Transform;

/// <summary>The variance of the samples of each block of a component.</summary>
/// <param name="values">The variances, row by row.</param>
/// <param name="across">The number of blocks per row.</param>
internal readonly struct BlockVariances(float[] values, int across)
{
    private readonly int _down = values.Length / across;

    /// <summary>The mean over a rectangle of blocks, as far as it is within the component.</summary>
    public float MeanOf(int row, int column, int rows, int columns)
    {
        int bottom = Math.Min(row + rows, _down);
        int right = Math.Min(column + columns, across);
        float sum = 0;
        for (int y = row; y < bottom; y++)
        {
            for (int x = column; x < right; x++) sum += values[(y * across) + x];
        }

        return sum / Math.Max((bottom - row) * (right - column), 1);
    }
}
