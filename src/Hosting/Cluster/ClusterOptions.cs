using System.ComponentModel.DataAnnotations;
using System.Net;

namespace JpegReducer.Hosting.Cluster;

/// <summary>Which cluster a node belongs to, and how the others reach it. Configuration section <c>Cluster</c>.</summary>
public sealed class ClusterOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Cluster";

    /// <summary>Nodes that name the same cluster and use the same database work together. Default: default.</summary>
    [RegularExpression("^[A-Za-z0-9._-]{1,100}$", ErrorMessage = "Cluster:Id has 1 to 100 letters, digits, dots, dashes and underscores.")]
    public string Id { get; set; } = "default";

    /// <summary>
    /// The IP address at which the other nodes reach this silo, on a private network: whoever reaches its ports is trusted with
    /// everything. The silo listens there and nowhere else. A silo must have one; a gateway needs none.
    /// </summary>
    public IPAddress? Address { get; set; }

    /// <summary>The port at which other silos reach this one. Below 32768, so that no outgoing connection takes it. Default: 11111.</summary>
    [Range(1024, 32_767)]
    public int SiloPort { get; set; } = 11_111;

    /// <summary>The port at which gateways reach this silo. Below 32768. Default: 30000.</summary>
    [Range(1024, 32_767)]
    public int GatewayPort { get; set; } = 30_000;
}
