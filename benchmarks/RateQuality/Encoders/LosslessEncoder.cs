using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Benchmarks.RateQuality.Encoders;

/// <summary>A way to code the same coefficients in fewer bytes.</summary>
/// <param name="Name">How the table calls it.</param>
/// <param name="Encode">From a JPEG to a JPEG, which is the source itself where nothing smaller was found.</param>
internal sealed record LosslessEncoder(string Name, Func<SourcePicture, byte[]> Encode)
{
    /// <summary>All that can run here.</summary>
    public static IReadOnlyList<LosslessEncoder> All()
    {
        Reducer reducer = new(new ReductionLimits());
        List<LosslessEncoder> all =
        [
            new("JpegReducer, lossless", source =>
                reducer.Reduce(source.File, new ReductionOptions { Mode = ReductionMode.Lossless }, CancellationToken.None)
                    is ReductionOutcome.Reduced reduced ? reduced.Bytes.ToArray() : source.File),
        ];
        if (ExternalTool.Find("jpegtran") is { } jpegtran)
        {
            all.Add(new("jpegtran on PATH, -optimize -progressive", source => jpegtran.Transform(source.File, ".jpg", (input, output) =>
                ["-copy", "none", "-optimize", "-progressive", "-outfile", output, input])));
        }

        if (ExternalTool.Find("jpegoptim") is { } jpegoptim)
        {
            all.Add(new("jpegoptim, --all-progressive", source => jpegoptim.Transform(source.File, ".jpg", (input, output) =>
            {
                File.Copy(input, output);
                return ["--quiet", "--strip-all", "--all-progressive", output];
            })));
        }

        return all;
    }
}
