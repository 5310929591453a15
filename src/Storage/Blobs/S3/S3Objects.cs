using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace JpegReducer.Storage.Blobs.S3;

/// <summary>Requests used by several operations.</summary>
internal static class S3Objects
{
    /// <summary>The metadata of an object; <see langword="null"/> if it does not exist.</summary>
    public static async Task<GetObjectMetadataResponse?> TryHeadAsync(
        IAmazonS3 client, string bucket, string key, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetObjectMetadataAsync(bucket, key, cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonS3Exception error) when (error.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>The objects under a prefix, in pages of the maximum size of a batch deletion.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<S3Object>> PagesAsync(
        IAmazonS3 client, string bucket, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ListObjectsV2Request request = new() { BucketName = bucket, Prefix = prefix };
        ListObjectsV2Response page;
        do
        {
            page = await client.ListObjectsV2Async(request, cancellationToken).ConfigureAwait(false);
            if (page.S3Objects is { Count: > 0 } objects) yield return objects;
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
    }

    /// <summary>The path segments that follow a prefix, in order.</summary>
    public static async IAsyncEnumerable<string> FoldersAsync(
        IAmazonS3 client, string bucket, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ListObjectsV2Request request = new() { BucketName = bucket, Prefix = prefix, Delimiter = "/" };
        ListObjectsV2Response page;
        do
        {
            page = await client.ListObjectsV2Async(request, cancellationToken).ConfigureAwait(false);
            foreach (string folder in page.CommonPrefixes ?? []) yield return folder[prefix.Length..].TrimEnd('/');
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
    }
}
