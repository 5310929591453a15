using System.Net;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace JpegReducer.Storage.Blobs.S3;

/// <summary>Uploads a stream of unknown length: in one request if it is small, otherwise in parts.</summary>
internal sealed class S3Upload(IAmazonS3 client, string bucket, string key, bool hasConditions)
{
    /// <summary>The name of the metadata entry with the SHA-256 of the content.</summary>
    public const string HashName = "sha256";

    /// <summary>Writes all of <paramref name="content"/>; <see langword="null"/> if the key exists already.</summary>
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

    /// <summary>Whether an error means that the key exists or is being written.</summary>
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
        // as below
        if (!hasConditions && await S3Objects.TryHeadAsync(client, bucket, key, cancellationToken).ConfigureAwait(false) is not null) return null;
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

            // Not every store supports conditions here. Of two concurrent writers the later one wins; both have the same bytes,
            // because only keys of outputs can have two writers.
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

    // Also after a cancellation: abandoned parts cost money.
    private Task<AbortMultipartUploadResponse> AbortAsync(string uploadId) =>
        client.AbortMultipartUploadAsync(
            new AbortMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = uploadId }, CancellationToken.None);
}
