using System.Runtime.CompilerServices;
using JpegReducer.Imaging.Fidelity.Blur;
using JpegReducer.Imaging.Fidelity.Lanes;

namespace JpegReducer.Imaging.Fidelity.Scales;

/// <summary>
/// Compares one component (X, Y or B) of two pictures at one scale, row by row from the top. Only the rows that the blur
/// needs are stored, so that memory does not depend on the height, and rows stay in the cache.
/// </summary>
internal sealed class ComponentComparison<TLanes> : IDisposable
    where TLanes : struct, IFloatLanes<TLanes>
{
    /// <summary>
    /// The number of rows that are summed as floats before they are added to the totals: keeps rounding below 10⁻⁵ of a sum.
    /// </summary>
    private const int RowsBetweenFolds = 64;

    // The rows of the two pictures, their squares and their product; all are blurred.
    private const int Picture1 = 0, Picture2 = 1, Square1 = 2, Square2 = 3, Product = 4, Kinds = 5;

    /// <summary>The number of rows that the blur needs.</summary>
    private const int RecentRows = TruncatedCosines.Behind + TruncatedCosines.Ahead + 1;

    /// <summary>The number of rows of the pictures that are kept until they have been blurred.</summary>
    private const int PictureRows = TruncatedCosines.Ahead + 1;

    /// <summary>The row of zeros that represents all rows above and below the picture.</summary>
    private const int Outside = Kinds * RecentRows;

    private readonly int _width;
    private readonly int _height;
    private readonly bool _needsEdges;
    private readonly RowBlock _incoming;
    private readonly RowBlock _blurredAlong;
    private readonly RowBlock _blurred;
    private readonly RowBlock _pictures;
    private readonly RowBlock _blurState;
    private readonly RowBlock _sums;
    private readonly double[] _totals = new double[ScoreWeights.Norms];
    private int _written;

    public ComponentComparison(int width, int height, bool needsEdges)
    {
        _width = width;
        _height = height;
        _needsEdges = needsEdges;
        _incoming = new RowBlock(Kinds, width);
        _blurredAlong = new RowBlock((Kinds * RecentRows) + 1, width);
        _blurState = new RowBlock(Kinds * ColumnBlur.StateRows, width);
        _blurred = new RowBlock(Kinds, width);
        _pictures = new RowBlock(2 * PictureRows, width);
        _sums = new RowBlock(ScoreWeights.Norms, width);
    }

    /// <summary>The buffer for the next row of the reference.</summary>
    public Span<float> NextRow1 => _incoming[Picture1];

    /// <summary>The buffer for the next row of the distorted picture.</summary>
    public Span<float> NextRow2 => _incoming[Picture2];

    /// <summary>Adds the row in the buffers, and compares the latest row whose blur is complete.</summary>
    public void EndRow()
    {
        NextRow1[_width..].Clear();
        NextRow2[_width..].Clear();
        Multiply(NextRow1, NextRow2, _incoming[Square1], _incoming[Square2], _incoming[Product]);
        NextRow1.CopyTo(Picture(Picture1, _written));
        NextRow2.CopyTo(Picture(Picture2, _written));
        BlurAlong(_written);

        CompareRow(_written - TruncatedCosines.Ahead);
        _written++;
        if (_written == _height) CompareLastRows();
    }

    /// <summary>The error after the last row; see <see cref="ErrorNorm"/>.</summary>
    public double Error(ErrorNorm norm)
    {
        double mean = _totals[(int)norm] / ((double)_width * _height);
        return norm >= ErrorNorm.StructureFourth ? Math.Sqrt(Math.Sqrt(mean)) : mean;
    }

    public void Dispose()
    {
        _incoming.Dispose();
        _blurredAlong.Dispose();
        _blurState.Dispose();
        _blurred.Dispose();
        _pictures.Dispose();
        _sums.Dispose();
    }

    private void BlurAlong(int y)
    {
        int slot = y % RecentRows;
        if (typeof(TLanes) == typeof(Vector512Lanes)) Blur<Vector512Lanes>();
        else if (typeof(TLanes) == typeof(Vector256Lanes)) Blur<Vector256Lanes>();
        else Blur<Vector128Lanes>();

        void Blur<TQuads>()
            where TQuads : struct, IQuadLanes<TQuads> =>
            RowBlur.Blur<TQuads>(_incoming, Picture1, Kinds, _width, _blurredAlong, slot, RecentRows);
    }

    private void CompareLastRows()
    {
        for (int y = _height - TruncatedCosines.Ahead; y < _height; y++) CompareRow(y);
        Fold();
    }

    /// <summary>Compares a row; a row above the picture is only blurred, to initialize the recursion.</summary>
    private void CompareRow(int y)
    {
        for (int kind = 0; kind < Kinds; kind++)
        {
            ColumnBlur.NextRow<TLanes>(
                Near(kind, y - TruncatedCosines.Behind), Near(kind, y + TruncatedCosines.Ahead),
                _blurState, kind * ColumnBlur.StateRows, y, _blurred[kind]);
        }

        if (y < 0) return;

        ErrorMaps.AddStructure<TLanes>(
            _blurred[Picture1], _blurred[Picture2], _blurred[Square1], _blurred[Square2], _blurred[Product],
            Sums(ErrorNorm.StructureMean), Sums(ErrorNorm.StructureFourth));

        if (_needsEdges)
        {
            ErrorMaps.AddEdges<TLanes>(
                Picture(Picture1, y), _blurred[Picture1], Picture(Picture2, y), _blurred[Picture2],
                Sums(ErrorNorm.ArtifactMean), Sums(ErrorNorm.ArtifactFourth),
                Sums(ErrorNorm.LossMean), Sums(ErrorNorm.LossFourth));
        }

        if (y % RowsBetweenFolds == 0) Fold();
    }

    private ReadOnlySpan<float> Near(int kind, int y) =>
        _blurredAlong[y < 0 || y >= _height ? Outside : (kind * RecentRows) + (y % RecentRows)];

    private Span<float> Picture(int kind, int y) => _pictures[(kind * PictureRows) + (y % PictureRows)];

    private Span<float> Sums(ErrorNorm norm) => _sums[(int)norm];

    private void Fold()
    {
        for (int norm = 0; norm < _totals.Length; norm++)
        {
            // Columns past the picture's edge, which are computed to fill vectors, are excluded here.
            foreach (float sum in _sums[norm][.._width]) _totals[norm] += sum;
            _sums[norm].Clear();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(
        ReadOnlySpan<float> row1, ReadOnlySpan<float> row2, Span<float> square1, Span<float> square2, Span<float> product)
    {
        for (int x = 0; x < product.Length; x += TLanes.Count)
        {
            TLanes a = TLanes.Load(row1, x);
            TLanes b = TLanes.Load(row2, x);
            (a * a).Store(square1, x);
            (b * b).Store(square2, x);
            (a * b).Store(product, x);
        }
    }
}
