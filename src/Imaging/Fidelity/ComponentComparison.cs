using JpegReducer.Imaging.Fidelity.Lanes;

namespace JpegReducer.Imaging.Fidelity;

/// <summary>
/// Compares one component (X, Y or B) of two pictures at one scale, row by row from the top. It keeps only the rows
/// that the blur reaches, so that a picture of any height takes the same memory and stays in the cache.
/// </summary>
internal sealed class ComponentComparison<TLanes> : IDisposable
    where TLanes : struct, IFloatLanes<TLanes>
{
    /// <summary>How many rows are summed as floats before they go to the totals: rounding stays below 10⁻⁵ of a sum.</summary>
    private const int RowsBetweenFolds = 64;

    // What is kept of each recent row; the first five are blurred along the row.
    private const int Mean1 = 0, Mean2 = 1, Square1 = 2, Square2 = 3, Product = 4, Picture1 = 5, Picture2 = 6, Kinds = 7;

    // The first five work rows are the same kinds, blurred down the columns as well.
    private const int Inside = 5, RawSquare1 = 6, RawSquare2 = 7, RawProduct = 8, WorkRows = 9;

    /// <summary>How many rows the blur looks back and ahead, its own among them.</summary>
    private const int RecentRows = TruncatedCosines.Behind + TruncatedCosines.Ahead + 1;

    /// <summary>The row that stands for all rows above and below the picture.</summary>
    private const int Outside = Kinds * RecentRows;

    private readonly int _width;
    private readonly int _height;
    private readonly bool _needsEdges;
    private readonly RowBlock _recent;
    private readonly RowBlock _work;
    private readonly RowBlock _blurState;
    private readonly RowBlock _sums;
    private readonly double[] _totals = new double[ScoreWeights.Norms];
    private int _written;

    public ComponentComparison(int width, int height, bool needsEdges)
    {
        _width = width;
        _height = height;
        _needsEdges = needsEdges;
        _recent = new RowBlock((Kinds * RecentRows) + 1, width);
        _work = new RowBlock(WorkRows, width);
        _blurState = new RowBlock((Product + 1) * ColumnBlur.StateRows, width);
        _sums = new RowBlock(ScoreWeights.Norms, width);
        _work[Inside][..width].Fill(1f);
    }

    /// <summary>Where the next row of the reference is to be written.</summary>
    public Span<float> NextRow1 => _recent[Slot(Picture1, _written)];

    /// <summary>Where the next row of the distorted picture is to be written.</summary>
    public Span<float> NextRow2 => _recent[Slot(Picture2, _written)];

    /// <summary>Takes the row just written, and compares the one whose surroundings are now known.</summary>
    public void EndRow()
    {
        NextRow1[_width..].Clear();
        NextRow2[_width..].Clear();
        Multiply(NextRow1, NextRow2, _work[RawSquare1], _work[RawSquare2], _work[RawProduct]);

        BlurAlong(_recent.WithMargins(Slot(Picture1, _written)), Mean1);
        BlurAlong(_recent.WithMargins(Slot(Picture2, _written)), Mean2);
        BlurAlong(_work.WithMargins(RawSquare1), Square1);
        BlurAlong(_work.WithMargins(RawSquare2), Square2);
        BlurAlong(_work.WithMargins(RawProduct), Product);

        CompareRow(_written - TruncatedCosines.Ahead);
        _written++;
        if (_written == _height) CompareLastRows();
    }

    /// <summary>The error, once all rows are in; <see cref="ErrorNorm"/> tells what is meant.</summary>
    public double Error(ErrorNorm norm)
    {
        double mean = _totals[(int)norm] / ((double)_width * _height);
        return norm >= ErrorNorm.StructureFourth ? Math.Sqrt(Math.Sqrt(mean)) : mean;
    }

    public void Dispose()
    {
        _recent.Dispose();
        _work.Dispose();
        _blurState.Dispose();
        _sums.Dispose();
    }

    private void BlurAlong(ReadOnlySpan<float> row, int kind) =>
        RowBlur.Blur(row, _width, _recent[Slot(kind, _written)]);

    private void CompareLastRows()
    {
        for (int y = _height - TruncatedCosines.Ahead; y < _height; y++) CompareRow(y);
        Fold();
    }

    /// <summary>Compares a row; one above the picture is only blurred, as the rows after it build on that.</summary>
    private void CompareRow(int y)
    {
        for (int kind = 0; kind <= Product; kind++)
        {
            ColumnBlur.NextRow<TLanes>(
                Near(kind, y - TruncatedCosines.Behind), Near(kind, y + TruncatedCosines.Ahead),
                _blurState, kind * ColumnBlur.StateRows, y, _work[kind]);
        }

        if (y < 0) return;

        ErrorMaps.AddStructure<TLanes>(
            _work[Mean1], _work[Mean2], _work[Square1], _work[Square2], _work[Product], _work[Inside],
            Sums(ErrorNorm.StructureMean), Sums(ErrorNorm.StructureFourth));

        if (_needsEdges)
        {
            ErrorMaps.AddEdges<TLanes>(
                _recent[Slot(Picture1, y)], _work[Mean1], _recent[Slot(Picture2, y)], _work[Mean2], _work[Inside],
                Sums(ErrorNorm.ArtifactMean), Sums(ErrorNorm.ArtifactFourth),
                Sums(ErrorNorm.LossMean), Sums(ErrorNorm.LossFourth));
        }

        if (y % RowsBetweenFolds == 0) Fold();
    }

    private ReadOnlySpan<float> Near(int kind, int y) => _recent[y < 0 || y >= _height ? Outside : Slot(kind, y)];

    private Span<float> Sums(ErrorNorm norm) => _sums[(int)norm];

    private void Fold()
    {
        for (int norm = 0; norm < _totals.Length; norm++)
        {
            foreach (float sum in _sums[norm]) _totals[norm] += sum;
            _sums[norm].Clear();
        }
    }

    private static int Slot(int kind, int y) => (kind * RecentRows) + (y % RecentRows);

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
