using System.CommandLine;
using JpegReducer.ApiContracts;

namespace JpegReducer.Cli.Commands;

/// <summary>The options for the reduction of images, the same for every command that reduces.</summary>
internal sealed class ReductionSwitches
{
    private readonly Option<ReductionMode> _mode = TypedOptions.Word<ReductionMode>(
        "--mode", "lossy: no visible difference at normal viewing (default); glossy: none for a photographer; lossless: every pixel is unchanged.");

    private readonly Option<int?> _quality = TypedOptions.WholeNumber(
        "--quality", "A visible quality from 1 to 100 instead of the mode's own.", 1, 100);

    private readonly Option<MetadataPolicy> _metadata = TypedOptions.Word<MetadataPolicy>(
        "--metadata", "strip (default): remove what does not affect the appearance; rights: also keep copyright, creator and licence; "
        + "keep: keep all.");

    private readonly Option<bool> _baseline = new("--baseline")
    {
        Description = "Write sequential JPEG, for consumers that cannot read progressive files.",
    };

    private readonly Option<DamagedPolicy> _damaged = TypedOptions.Word<DamagedPolicy>(
        "--damaged", "A JPEG that decoders read only with a warning: keep it unchanged (default), or repair: reduce what decoders show.");

    private readonly Option<string?> _also = TypedOptions.SingleWord(
        "--also", "webp: also write a WebP beside each result, where it is smaller than the result.", "webp");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_mode, _quality, _metadata, _baseline, _damaged, _also]) command.Options.Add(option);
    }

    /// <summary>Reads the options from a parsed command line.</summary>
    public ReductionRequest Read(ParseResult parsed) => new()
    {
        Mode = parsed.GetValue(_mode),
        Quality = parsed.GetValue(_quality),
        Metadata = parsed.GetValue(_metadata),
        Baseline = parsed.GetValue(_baseline),
        Damaged = parsed.GetValue(_damaged),
        Formats = parsed.GetValue(_also) is null ? [OutputFormat.Keep] : [OutputFormat.Keep, OutputFormat.Webp],
    };
}
