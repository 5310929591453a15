using System.ComponentModel.DataAnnotations;
using System.Net;

namespace JpegReducer.Hosting.Cluster;

/// <summary>The cluster of a node, and how other nodes reach it. Configuration section <c>Cluster</c>.</summary>
public sealed class ClusterOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Cluster";

    /// <summary>Nodes with the same cluster id and database form a cluster. Default: default.</summary>
    [RegularExpression("^[A-Za-z0-9._-]{1,100}$", ErrorMessage = "Cluster:Id has 1 to 100 letters, digits, dots, dashes and underscores.")]
    public string Id { get; set; } = "default";

    /// <summary>
    /// The IP address at which the other nodes reach this silo, on a private network: connections to its ports are not authenticated. The
    /// silo listens there only. Required for a silo; a gateway needs none.
    /// </summary>
    public IPAddress? Address { get; set; }

    /// <summary>
    /// The port for other silos. Below 32768, outside the range of outgoing connections. Default: 11111.
    /// </summary>
    [Range(1024, 32_767)]
    public int SiloPort { get; set; } = 11_111;

    /// <summary>The port for gateways. Below 32768. Default: 30000.</summary>
    [Range(1024, 32_767)]
    public int GatewayPort { get; set; } = 30_000;
}
