using JpegReducer.Imaging.Fidelity.Blur;
using JpegReducer.Imaging.Fidelity.Lanes;

namespace JpegReducer.Imaging.Fidelity.Scales;

/// <summary>
/// Compares two pictures at one scale, row by row from the top, and passes them to the next scale at half the size.
/// </summary>
internal sealed class ScaleComparison<TLanes> : IDisposable
    where TLanes : struct, IFloatLanes<TLanes>
{
    private const int Pictures = 2;
    private const int Colors = 3;

    private readonly int _width;
    private readonly int _height;
    private readonly int _scale;
    private readonly int _scales;
    private readonly RowBlock _linear;
    private readonly ComponentComparison<TLanes>?[] _components = new ComponentComparison<TLanes>?[ScoreWeights.Components];
    private readonly ScaleComparison<TLanes>? _next;
    private int _rows;

    /// <summary>The first scale at full size, with all others below it.</summary>
    public ScaleComparison(int width, int height)
        : this(width, height, 0, ScoreWeights.CountScales(width, height), ScoreWeights.MaxScales)
    {
    }

    /// <summary>Some of the scales of a picture, from rows that have already the size of the first one.</summary>
    /// <param name="width">The width at that scale.</param>
    /// <param name="height">The height at that scale.</param>
    /// <param name="scale">The number of times the picture has been halved.</param>
    /// <param name="scales">The number of scales at which the whole picture is compared.</param>
    /// <param name="end">The first scale that is excluded.</param>
    public ScaleComparison(int width, int height, int scale, int scales, int end)
    {
        _width = width;
        _height = height;
        _scale = scale;
        _scales = scales;
        _linear = new RowBlock(2 * Pictures * Colors, width);

        for (int component = 0; component < _components.Length; component++)
        {
            ReadOnlySpan<double> weights = ScoreWeights.Of(component, scale, scales);
            bool needsStructure = Needs(weights, ErrorNorm.StructureMean) || Needs(weights, ErrorNorm.StructureFourth);
            bool needsEdges = Needs(weights, ErrorNorm.ArtifactMean) || Needs(weights, ErrorNorm.ArtifactFourth)
                || Needs(weights, ErrorNorm.LossMean) || Needs(weights, ErrorNorm.LossFourth);
            if (needsStructure || needsEdges)
                _components[component] = new ComponentComparison<TLanes>(width, height, needsEdges);
        }

        if (scale + 1 < Math.Min(scales, end))
            _next = new ScaleComparison<TLanes>((width + 1) / 2, (height + 1) / 2, scale + 1, scales, end);
    }

    /// <summary>The buffer for the next row, in linear light from 0 to 1.</summary>
    /// <param name="picture">0: the reference. 1: the distorted picture.</param>
    /// <param name="color">0 to 2: red, green, blue.</param>
    public Span<float> NextRow(int picture, int color) => _linear[Row(picture, color, _rows % 2)];

    /// <summary>Adds the rows in the buffers.</summary>
    public void EndRow()
    {
        CompareRow();
        _rows++;
        if (_next is not null && (_rows % 2 == 0 || _rows == _height)) HalveRows(_next);
    }

    /// <summary>The weighted sum of all errors of this scale and smaller ones.</summary>
    public double WeightedErrors()
    {
        double sum = _next?.WeightedErrors() ?? 0;
        for (int component = 0; component < _components.Length; component++)
        {
            if (_components[component] is not { } comparison) continue;

            ReadOnlySpan<double> weights = ScoreWeights.Of(component, _scale, _scales);
            for (int norm = 0; norm < weights.Length; norm++)
            {
                if (Needs(weights, (ErrorNorm)norm)) sum += weights[norm] * comparison.Error((ErrorNorm)norm);
            }
        }

        return sum;
    }

    public void Dispose()
    {
        _linear.Dispose();
        foreach (ComponentComparison<TLanes>? component in _components) component?.Dispose();
        _next?.Dispose();
    }

    private void CompareRow()
    {
        if (Array.TrueForAll(_components, component => component is null)) return;

        OpsinColor.Convert<TLanes>(NextRow(0, 0), NextRow(0, 1), NextRow(0, 2), Row1(0), Row1(1), Row1(2));
        OpsinColor.Convert<TLanes>(NextRow(1, 0), NextRow(1, 1), NextRow(1, 2), Row2(0), Row2(1), Row2(2));
        foreach (ComponentComparison<TLanes>? component in _components) component?.EndRow();

        // Empty if the component is not compared at this scale.
        Span<float> Row1(int component) => _components[component] is { } comparison ? comparison.NextRow1 : [];
        Span<float> Row2(int component) => _components[component] is { } comparison ? comparison.NextRow2 : [];
    }

    private void HalveRows(ScaleComparison<TLanes> next)
    {
        // At an odd height the last row counts twice.
        int lower = _rows % 2 == 0 ? 1 : 0;
        for (int picture = 0; picture < Pictures; picture++)
        {
            for (int color = 0; color < Colors; color++)
            {
                Halving.Average<TLanes>(
                    _linear[Row(picture, color, 0)], _linear[Row(picture, color, lower)], _width, next.NextRow(picture, color));
            }
        }

        next.EndRow();
    }

    private static bool Needs(ReadOnlySpan<double> weights, ErrorNorm norm) => ScoreWeights.IsSignificant(weights[(int)norm]);

    private static int Row(int picture, int color, int parity) => (((picture * Colors) + color) * 2) + parity;
}
