using System.ComponentModel.DataAnnotations;

namespace JpegReducer.Grains.Accounts.Pricing;

/// <summary>What is charged. Configuration section <c>Pricing</c>.</summary>
public sealed class PricingOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Pricing";

    /// <summary>
    /// An image is charged if it got smaller by at least this share of its source. Smaller values charge more often. Default: 0.05.
    /// </summary>
    [Range(0.0, 1.0)]
    public double MinSaving { get; set; } = 0.05;
}
