using System.CommandLine;
using JpegReducer.ApiContracts;

namespace JpegReducer.Cli.Commands;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    public static Option<ReductionMode> Mode() => new("--mode")
    {
        Description = "lossy: no difference at normal viewing (default); glossy: none for a photographer; lossless: every pixel stays as it is.",
        HelpName = "lossy|glossy|lossless",
    };

    public static Option<int?> Quality()
    {
        Option<int?> quality = new("--quality") { Description = "A visible quality from 1 to 100 instead of the mode's own." };
        quality.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, out int number) && number is >= 1 and <= 100)) result.AddError("--quality is a number from 1 to 100.");
        });
        return quality;
    }

    public static Option<MetadataPolicy> Metadata() => new("--metadata")
    {
        Description = "strip (default) or keep EXIF, XMP and IPTC. Orientation and colour profile always stay.",
        HelpName = "strip|keep",
    };

    public static Option<bool> Json() => new("--json") { Description = "One JSON object for each file, on a line of its own, on the standard output." };

    public static Option<string?> Server() => new("--server")
    {
        Description = "The node's address. Default: JPEGREDUCER_SERVER, else the node of the data folder, else with a key http://127.0.0.1:8080.",
    };

    public static Option<string?> Key() => new("--key") { Description = "An API key. Default: JPEGREDUCER_API_KEY, else the key of the data folder. Better not here, where others can read it." };

    public static Option<DirectoryInfo?> Data() => new("--data")
    {
        Description = "The node's data folder. Default: JPEGREDUCER_DATA, else ~/.local/share/jpegreducer.",
    };
}
