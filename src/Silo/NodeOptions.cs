using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace JpegReducer.Silo;

/// <summary>What a node is told about itself. Configuration section <c>Node</c>.</summary>
public sealed class NodeOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Node";

    /// <summary>
    /// A key that the node makes valid for its local account, with all scopes, at every start: at least 32 characters. For the
    /// tool that starts the node; given through the environment (<c>Node__ApiKey</c>), never on a command line. Left out, a node
    /// whose account has no key yet makes one and prints it once.
    /// </summary>
    [MinLength(32, ErrorMessage = "Node:ApiKey must have at least 32 characters.")]
    public string? ApiKey { get; set; }

    /// <summary>
    /// Whether the node drains and ends when its standard input does, and leaves the terminal to whoever started it. For the tool
    /// that starts the node, so that no node stays behind when the tool is killed. Default: no.
    /// </summary>
    public bool EndsWithInput { get; set; }
}

/// <summary>Checks <see cref="NodeOptions"/> when a node starts.</summary>
[OptionsValidator]
internal sealed partial class NodeOptionsValidator : IValidateOptions<NodeOptions>;
