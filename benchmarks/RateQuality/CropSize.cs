using System.CommandLine.Parsing;

namespace JpegReducer.Benchmarks.RateQuality;

/// <summary>How large a crop is at most.</summary>
internal sealed record CropSize(int Width, int Height)
{
    /// <summary>Reads 1024x768; says what is wrong where it is written otherwise.</summary>
    public static CropSize? Parse(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (text.Split('x') is [var width, var height] && int.TryParse(width, out int w) && int.TryParse(height, out int h) && w > 0 && h > 0)
            return new CropSize(w, h);

        argument.AddError($"A crop is written like 1024x768, not {text}.");
        return null;
    }

    public override string ToString() => $"{Width}x{Height}";
}
