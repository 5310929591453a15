using System.ComponentModel.DataAnnotations;

namespace JpegReducer.Silo;

/// <summary>What a node is told about itself. Configuration section <c>Node</c>.</summary>
public sealed class NodeOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Node";

    /// <summary>
    /// Whether the node is everything in one process (<c>Embedded</c>) or one silo of several (<c>Cluster</c>), which share a database
    /// and their files. Default: Embedded.
    /// </summary>
    public NodeMode Mode { get; set; }

    /// <summary>How long a node that was told to stop may bring its work to an end; what is left then, others do. Default: two minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// A key that the node makes valid for its local account, with all scopes, at every start: at least 32 characters. For the
    /// tool that starts the node, and for clusters; given through the environment (<c>Node__ApiKey</c>), never on a command line.
    /// Left out, an embedded node whose account has no key yet makes one and prints it once; a silo of a cluster makes none.
    /// </summary>
    [MinLength(32, ErrorMessage = "Node:ApiKey is too short: it must have at least 32 characters.")]
    public string? ApiKey { get; set; }

    /// <summary>
    /// Whether the node drains and ends when its standard input does, and leaves the terminal to whoever started it. For the tool
    /// that starts the node, so that no node stays behind when the tool is killed. Default: no.
    /// </summary>
    public bool EndsWithInput { get; set; }
}

/// <summary>What a node is.</summary>
public enum NodeMode
{
    /// <summary>Everything in one process.</summary>
    Embedded = 0,

    /// <summary>One silo of several.</summary>
    Cluster = 1,
}
