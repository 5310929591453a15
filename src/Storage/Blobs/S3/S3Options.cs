using System.ComponentModel.DataAnnotations;

namespace JpegReducer.Storage.Blobs.S3;

/// <summary>Where files are kept in an object store that speaks S3, such as Hetzner Object Storage or Ceph RGW. Configuration section <c>S3</c>.</summary>
public sealed class S3Options
{
    /// <summary>The configuration section.</summary>
    public const string Section = "S3";

    /// <summary>The address of the object store, such as <c>https://fsn1.your-objectstorage.com</c>.</summary>
    [Required(ErrorMessage = "S3:Endpoint must be the address of the object store.")]
    public Uri? Endpoint { get; set; }

    /// <summary>The bucket, which must exist and should hold nothing else.</summary>
    [Required(ErrorMessage = "S3:Bucket must name a bucket.")]
    public string Bucket { get; set; } = "";

    /// <summary>The access key.</summary>
    [Required(ErrorMessage = "S3:AccessKey must be set.")]
    public string AccessKey { get; set; } = "";

    /// <summary>The secret key. Never logged.</summary>
    [Required(ErrorMessage = "S3:SecretKey must be set.")]
    public string SecretKey { get; set; } = "";

    /// <summary>The region that requests are signed for. Default: us-east-1, which stores without regions accept.</summary>
    public string Region { get; set; } = "us-east-1";
}
