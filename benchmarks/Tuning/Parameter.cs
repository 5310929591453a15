using JpegReducer.Imaging.Jpeg.Quantization;

namespace JpegReducer.Benchmarks.Tuning;

/// <summary>One number of the presets, changed by a factor at fine and coarse scales alike.</summary>
internal sealed record Parameter(string Name, Func<QuantizerPresets, float, QuantizerPresets> Multiply)
{
    /// <summary>All nodes of the three tables, both Lagrange multipliers, and masking.</summary>
    public static IReadOnlyList<Parameter> All { get; } =
    [
        .. Nodes("Y", (preset, change) => preset with { Luma = change(preset.Luma) }),
        .. Nodes("Cb", (preset, change) => preset with { BlueChroma = change(preset.BlueChroma) }),
        .. Nodes("Cr", (preset, change) => preset with { RedChroma = change(preset.RedChroma) }),
        new("AC lambda", (presets, factor) => Both(presets, preset => preset with { Lambda = factor * preset.Lambda })),
        new("DC lambda", (presets, factor) => Both(presets, preset => preset with { DcLambda = factor * preset.DcLambda })),
        new("masking threshold", (presets, factor) => presets with { Masking =
            presets.Masking with { Threshold = factor * presets.Masking.Threshold } }),
        new("masking strength", (presets, factor) => presets with { Masking =
            presets.Masking with { Strength = factor * presets.Masking.Strength } }),
        new("neighbor weight", (presets, factor) => presets with { Masking =
            presets.Masking with { NeighborWeight = factor * presets.Masking.NeighborWeight } }),
        new("neighbor cap", (presets, factor) => presets with { Masking =
            presets.Masking with { NeighborCap = factor * presets.Masking.NeighborCap } }),
        new("error tilt", (presets, factor) => Both(
            presets, preset => preset with { Errors = preset.Errors with { Tilt = preset.Errors.Tilt + factor - 1 } })),
        new("errors of zeros", (presets, factor) => Both(
            presets, preset => preset with { Errors = preset.Errors with { OfZeros = factor * preset.Errors.OfZeros } })),
    ];

    private static IEnumerable<Parameter> Nodes(string component, Func<QuantizerPreset, Func<TableShape, TableShape>, QuantizerPreset> change) =>
        Enumerable.Range(0, TableShape.Distances.Length).Select(node => new Parameter($"{component} node {node}", (presets, factor) =>
            Both(presets, preset => change(preset, shape => new TableShape(
            [.. shape.Nodes.Select((value, i) => i == node ? factor * value : value)])))));

    private static QuantizerPresets Both(QuantizerPresets presets, Func<QuantizerPreset, QuantizerPreset> change) =>
        presets with { Fine = change(presets.Fine), Coarse = change(presets.Coarse) };
}
