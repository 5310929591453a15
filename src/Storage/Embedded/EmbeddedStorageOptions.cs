using System.ComponentModel.DataAnnotations;

namespace JpegReducer.Storage.Embedded;

/// <summary>Where a node without a cluster keeps everything.</summary>
public sealed class EmbeddedStorageOptions
{
    /// <summary>The data folder: files, records, grain state. On a local disk, for one node alone. Made where it is missing.</summary>
    [Required]
    public string DataFolder { get; set; } = "";
}
