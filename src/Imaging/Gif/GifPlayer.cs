namespace JpegReducer.Imaging.Gif;

/// <summary>Renders the frames of a GIF in order, as browsers do: what no frame covers is transparent.</summary>
internal sealed class GifPlayer
{
    private const uint Opaque = 0xFF000000;

    private readonly GifFile _file;
    private readonly uint[] _canvas;
    private uint[] _before = [];
    private int _next;

    public GifPlayer(GifFile file)
    {
        _file = file;
        _canvas = new uint[(long)file.Width * file.Height];
    }

    /// <summary>
    /// The rendered pixels: alpha, red, green and blue from the highest byte down; 0 is transparent. An index without a color in
    /// its table, which decoders show differently, has a distinct value.
    /// </summary>
    public ReadOnlySpan<uint> Canvas => _canvas;

    /// <summary>The current frame.</summary>
    public GifFrame Current => _file.Frames[_next - 1];

    /// <summary>Draws the next frame.</summary>
    /// <returns>Whether there was one.</returns>
    public bool MoveNext()
    {
        if (_next == _file.Frames.Count) return false;
        if (_next > 0) Dispose(Current);

        GifFrame frame = _file.Frames[_next++];
        if (frame.Control?.Disposal >= GifControl.ToPrevious) _before = [.. _canvas];

        byte[] indices = new byte[frame.Pixels];
        GifLzwDecoder.Decode(_file.DataOf(frame), frame.CodeSize, indices);
        Draw(frame, indices);
        return true;
    }

    private void Draw(GifFrame frame, ReadOnlySpan<byte> indices)
    {
        ReadOnlySpan<byte> table = _file.TableOf(frame);
        Span<uint> colors = stackalloc uint[256];
        for (int index = 0; index < colors.Length; index++)
        {
            colors[index] = 3 * index < table.Length
                ? Opaque | ((uint)table[3 * index] << 16) | ((uint)table[(3 * index) + 1] << 8) | table[(3 * index) + 2]
                : 0x80000000 | (uint)index;
        }

        int transparent = frame.Control is { HasTransparency: true } control ? control.TransparentIndex : -1;
        int columns = Math.Min(frame.Width, _file.Width - frame.Left);
        for (int row = 0; row < frame.Height && columns > 0; row++)
        {
            int y = frame.Top + (frame.IsInterlaced ? GifInterlacing.RowOf(row, frame.Height) : row);
            if (y >= _file.Height) continue;

            Span<uint> target = _canvas.AsSpan((y * _file.Width) + frame.Left, columns);
            ReadOnlySpan<byte> source = indices.Slice(row * frame.Width, columns);
            for (int column = 0; column < source.Length; column++)
            {
                if (source[column] != transparent) target[column] = colors[source[column]];
            }
        }
    }

    private void Dispose(GifFrame frame)
    {
        int disposal = frame.Control?.Disposal ?? 0;

        // Browsers treat the reserved value 4 as 3; they differ for the others.
        if (disposal >= GifControl.ToPrevious) _before.CopyTo(_canvas, 0);
        if (disposal != GifControl.ToBackground) return;

        int columns = Math.Min(frame.Width, _file.Width - frame.Left);
        for (int y = frame.Top; y < Math.Min(frame.Top + frame.Height, _file.Height) && columns > 0; y++)
        {
            _canvas.AsSpan((y * _file.Width) + frame.Left, columns).Clear();
        }
    }
}

/// <summary>The order of rows in an interlaced frame (GIF89a specification, appendix E).</summary>
internal static class GifInterlacing
{
    /// <summary>Maps a stored row to a row of the picture.</summary>
    public static int RowOf(int stored, int height)
    {
        int eighths = (height + 7) / 8, fourths = (height + 3) / 8, halves = (height + 1) / 4;
        if (stored < eighths) return 8 * stored;
        if (stored < eighths + fourths) return 4 + (8 * (stored - eighths));
        if (stored < eighths + fourths + halves) return 2 + (4 * (stored - eighths - fourths));
        return 1 + (2 * (stored - eighths - fourths - halves));
    }
}
