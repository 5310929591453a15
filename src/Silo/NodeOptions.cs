using System.ComponentModel.DataAnnotations;

namespace JpegReducer.Silo;

/// <summary>The role and the start and stop of a node. Configuration section <c>Node</c>.</summary>
public sealed class NodeOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Node";

    /// <summary>
    /// Whether the node runs everything in one process (<c>Embedded</c>) or is a silo of a cluster (<c>Cluster</c>), whose silos share a
    /// database and a blob store. Default: Embedded.
    /// </summary>
    public NodeMode Mode { get; set; }

    /// <summary>
    /// How long a node drains after it was told to stop; other nodes do the remaining work. Default: two minutes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// An API key of at least 32 characters that each start adds to the local account, with all scopes: for the tool that starts the node,
    /// and for clusters. Set it in the environment (<c>Node__ApiKey</c>), never on a command line. Without it, an embedded node whose
    /// account has no key creates one and prints it once; a silo of a cluster creates none.
    /// </summary>
    [MinLength(32, ErrorMessage = "Node:ApiKey is too short: it must have at least 32 characters.")]
    public string? ApiKey { get; set; }

    /// <summary>
    /// Whether the node drains and stops when its standard input ends, and leaves the terminal's session. For the tool that starts the
    /// node, so that no node is left behind when the tool is killed. Default: no.
    /// </summary>
    public bool EndsWithInput { get; set; }
}

/// <summary>The roles of a node.</summary>
public enum NodeMode
{
    /// <summary>Everything in one process.</summary>
    Embedded = 0,

    /// <summary>A silo of a cluster.</summary>
    Cluster = 1,
}
