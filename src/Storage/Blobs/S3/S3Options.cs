using System.ComponentModel.DataAnnotations;

namespace JpegReducer.Storage.Blobs.S3;

/// <summary>The S3-compatible object store for files, such as Hetzner Object Storage or Ceph RGW. Configuration section <c>S3</c>.</summary>
public sealed class S3Options
{
    /// <summary>The configuration section.</summary>
    public const string Section = "S3";

    /// <summary>The address of the object store, such as <c>https://fsn1.your-objectstorage.com</c>.</summary>
    [Required]
    public Uri? Endpoint { get; set; }

    /// <summary>An existing bucket that is used for nothing else.</summary>
    [Required, RegularExpression("^[A-Za-z0-9._-]{3,63}$", ErrorMessage =
        "S3:Bucket must be the name of a bucket: 3 to 63 letters, digits, dots, dashes and underscores.")]
    public string Bucket { get; set; } = "";

    /// <summary>The access key.</summary>
    [Required]
    public string AccessKey { get; set; } = "";

    /// <summary>The secret key. Never logged.</summary>
    [Required]
    public string SecretKey { get; set; } = "";

    /// <summary>The region that requests are signed for. Default: us-east-1, which stores without regions accept.</summary>
    public string Region { get; set; } = "us-east-1";
}
