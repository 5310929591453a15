using JpegReducer.Imaging.Jpeg.Quantization;

namespace JpegReducer.Benchmarks.Tuning;

/// <summary>Writes presets as their numbers are written in the code.</summary>
internal static class PresetText
{
    /// <summary>Writes both presets and masking.</summary>
    public static void Write(QuantizerPresets presets, TextWriter output)
    {
        Write("fine", presets.Fine, output);
        Write("coarse", presets.Coarse, output);
        output.WriteLine($"masking: {presets.Masking}");
    }

    private static void Write(string name, QuantizerPreset preset, TextWriter output)
    {
        foreach ((string component, TableShape shape) in
            (ReadOnlySpan<(string, TableShape)>)[("Y", preset.Luma), ("Cb", preset.BlueChroma), ("Cr", preset.RedChroma)])
            output.WriteLine($"{name} {component}: {string.Join(", ", shape.Nodes.Select(node => $"{node:0.###}f"))}");
        output.WriteLine($"{name} lambda: {preset.Lambda:0.####}, DC {preset.DcLambda:0.####}; {preset.Errors}");
    }
}
