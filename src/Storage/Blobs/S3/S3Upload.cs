using System.Net;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace JpegReducer.Storage.Blobs.S3;

/// <summary>Brings one stream of unknown length into an object store: in one request where it is small, else in parts.</summary>
internal sealed class S3Upload(IAmazonS3 client, string bucket, string key, bool hasConditions)
{
    /// <summary>The name of the object's metadata that holds the SHA-256 of its content.</summary>
    public const string HashName = "sha256";

    /// <summary>Writes all of <paramref name="content"/>; <see langword="null"/> where the key was taken.</summary>
    /// <exception cref="BlobTooLargeException">The content has more than <paramref name="maxBytes"/> bytes.</exception>
    public async Task<BlobInfo?> WriteAsync(Stream content, long maxBytes, CancellationToken cancellationToken)
    {
        using PartBuffer part = new();
        await part.FillAsync(content, cancellationToken).ConfigureAwait(false);
        if (part.Length > maxBytes) throw new BlobTooLargeException(maxBytes);
        return part.Length < PartBuffer.Capacity
            ? await PutAsync(part, cancellationToken).ConfigureAwait(false)
            : await PutPartsAsync(content, part, maxBytes, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether a store says that the key is taken: at once, or while another writer of it is at work.</summary>
    private static bool IsTaken(AmazonS3Exception error) => error.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict;

    private async Task<BlobInfo?> PutAsync(PartBuffer content, CancellationToken cancellationToken)
    {
        BlobInfo info = new(content.Length, Convert.ToHexStringLower(SHA256.HashData(content.Content)));
        PutObjectRequest request = new()
        {
            BucketName = bucket,
            Key = key,
            InputStream = content.OpenRead(),
            IfNoneMatch = hasConditions ? "*" : null,
            UseChunkEncoding = false,
        };
        request.Metadata.Add(HashName, info.Sha256);
        if (!hasConditions && await S3Objects.TryHeadAsync(client, bucket, key, cancellationToken).ConfigureAwait(false) is not null) return null; // as below
        try
        {
            await client.PutObjectAsync(request, cancellationToken).ConfigureAwait(false);
            return info;
        }
        catch (AmazonS3Exception error) when (IsTaken(error))
        {
            return null;
        }
    }

    private async Task<BlobInfo?> PutPartsAsync(Stream content, PartBuffer part, long maxBytes, CancellationToken cancellationToken)
    {
        InitiateMultipartUploadResponse upload = await client.InitiateMultipartUploadAsync(
            new InitiateMultipartUploadRequest { BucketName = bucket, Key = key }, cancellationToken).ConfigureAwait(false);
        try
        {
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            List<PartETag> parts = [];
            long length = 0;
            while (part.Length > 0)
            {
                length += part.Length;
                if (length > maxBytes) throw new BlobTooLargeException(maxBytes);

                hash.AppendData(part.Content);
                UploadPartResponse sent = await client.UploadPartAsync(
                    new UploadPartRequest
                    {
                        BucketName = bucket,
                        Key = key,
                        UploadId = upload.UploadId,
                        PartNumber = parts.Count + 1,
                        InputStream = part.OpenRead(),
                        PartSize = part.Length,
                        UseChunkEncoding = false,
                    },
                    cancellationToken).ConfigureAwait(false);
                parts.Add(new PartETag(parts.Count + 1, sent.ETag));
                if (part.Length < PartBuffer.Capacity) break;

                await part.FillAsync(content, cancellationToken).ConfigureAwait(false);
            }

            // Not every store knows conditions here. Of two writers between these lines the later one wins; both have the same bytes,
            // for keys that two may write are those of results.
            if (await S3Objects.TryHeadAsync(client, bucket, key, cancellationToken).ConfigureAwait(false) is not null)
            {
                await AbortAsync(upload.UploadId).ConfigureAwait(false);
                return null;
            }

            await client.CompleteMultipartUploadAsync(
                new CompleteMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = upload.UploadId, PartETags = parts },
                cancellationToken).ConfigureAwait(false);
            return new BlobInfo(length, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        catch
        {
            await AbortAsync(upload.UploadId).ConfigureAwait(false);
            throw;
        }
    }

    // Even if the caller no longer waits: parts that belong to nothing would be paid for.
    private Task<AbortMultipartUploadResponse> AbortAsync(string uploadId) =>
        client.AbortMultipartUploadAsync(new AbortMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = uploadId }, CancellationToken.None);
}
