namespace JpegReducer.Imaging.Fidelity;

/// <summary>The rows of two pictures of equal size in linear light from 0 to 1, read once from the top.</summary>
internal interface IRowPairs
{
    /// <summary>The width in pixels.</summary>
    int Width { get; }

    /// <summary>The height in pixels.</summary>
    int Height { get; }

    /// <summary>Writes the next row of both pictures. Spans are at least <see cref="Width"/> long; the caller fills the rest.</summary>
    void Read(int y, LinearRow reference, LinearRow distorted);
}

/// <summary>One row of red, green and blue.</summary>
internal readonly ref struct LinearRow(Span<float> red, Span<float> green, Span<float> blue)
{
    public Span<float> Red { get; } = red;

    public Span<float> Green { get; } = green;

    public Span<float> Blue { get; } = blue;

    /// <summary>Repeats the last pixel of the picture to the end of the spans.</summary>
    public void FillFrom(int width)
    {
        Red[width..].Fill(Red[width - 1]);
        Green[width..].Fill(Green[width - 1]);
        Blue[width..].Fill(Blue[width - 1]);
    }
}
