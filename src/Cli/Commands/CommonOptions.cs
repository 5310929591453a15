using System.CommandLine;

namespace JpegReducer.Cli.Commands;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "One JSON object per file and line on standard output." };

    public static Option<string?> Server() => new("--server")
    {
        Description = "The node's address. Default: JPEGREDUCER_SERVER, else the node of the data folder, else with a key http://127.0.0.1:8080.",
    };

    public static Option<string?> Key() => new("--key")
    {
        Description = "An API key. Default: JPEGREDUCER_API_KEY, else the key of the data folder. Prefer the environment: command lines "
            + "are visible to other users.",
    };

    public static Option<string?> Data() => new("--data")
    {
        Description = "The node's data folder. Default: JPEGREDUCER_DATA, else ~/.local/share/jpegreducer.",
    };
}
