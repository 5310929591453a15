namespace JpegReducer.Benchmarks.RateQuality.Encoders;

/// <summary>jpegoptim in its lossy mode, with progressive scans.</summary>
internal sealed class JpegoptimEncoder : Encoder
{
    private readonly ExternalTool _jpegoptim;

    private JpegoptimEncoder(ExternalTool jpegoptim) => _jpegoptim = jpegoptim;

    public override string Name => "jpegoptim";

    public static IEnumerable<Encoder> Find() =>
        ExternalTool.Find("jpegoptim") is { } tool ? [new JpegoptimEncoder(tool)] : [];

    public override byte[]? Encode(SourcePicture source, int quality)
    {
        byte[] result = _jpegoptim.Transform(source.File, ".jpg", (input, output) =>
        {
            // It works in place, and leaves a file that would not become smaller as it is.
            File.Copy(input, output);
            return ["--quiet", "--strip-all", "--all-progressive", $"--max={quality}", output];
        });
        return result.Length < source.File.Length ? result : null;
    }
}
