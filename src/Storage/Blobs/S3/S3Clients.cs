using Amazon.Runtime;
using Amazon.S3;

namespace JpegReducer.Storage.Blobs.S3;

/// <summary>Creates clients for S3-compatible object stores.</summary>
internal static class S3Clients
{
    /// <summary>Number of retries after a transient failure.</summary>
    private const int Retries = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static AmazonS3Client Create(S3Options options) => new ContentMd5.Client(
        new BasicAWSCredentials(options.AccessKey, options.SecretKey),
        new AmazonS3Config
        {
            ServiceURL = options.Endpoint!.ToString(),
            AuthenticationRegion = options.Region,
            ForcePathStyle = true,

            // Stores other than Amazon's reject unknown checksums.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            MaxErrorRetry = Retries,
            Timeout = Patience,
        });
}
