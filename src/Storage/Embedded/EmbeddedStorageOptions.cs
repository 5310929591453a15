using System.ComponentModel.DataAnnotations;

namespace JpegReducer.Storage.Embedded;

/// <summary>The storage of an embedded node.</summary>
public sealed class EmbeddedStorageOptions
{
    /// <summary>The data folder: files, records, grain state. On a local disk, for one node only. Created if missing.</summary>
    [Required]
    public string DataFolder { get; set; } = "";
}
