using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using JpegReducer.Interfaces.Ids;

namespace JpegReducer.Storage.Blobs.S3;

/// <summary>Objects in a bucket, named by their keys: <c>files/{minute}/{job}/{name}</c>.</summary>
/// <param name="client">The client, disposed with this.</param>
/// <param name="bucket">An existing bucket.</param>
/// <param name="hasConditions">Whether the store supports conditional writes; see <see cref="S3Conditions"/>.</param>
internal sealed class S3BlobStore(IAmazonS3 client, string bucket, bool hasConditions = true) : IBlobStore, IDisposable
{
    private const string Minutes = BlobKey.Root + "/";
    private const int DeletionsAtOnce = 16;

    /// <summary>Opens a bucket and detects the features of the store.</summary>
    /// <exception cref="StorageUnavailableException">The store does not answer.</exception>
    public static async Task<S3BlobStore> OpenAsync(S3Options options, CancellationToken cancellationToken)
    {
        AmazonS3Client client = S3Clients.Create(options);
        try
        {
            return new S3BlobStore(client, options.Bucket, await S3Conditions.AreHonouredAsync(
                client, options.Bucket, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public async Task<BlobInfo> WriteAsync(BlobKey key, Stream content, long maxBytes, CancellationToken cancellationToken)
    {
        string name = NameOf(key);
        try
        {
            return await S3Errors.GuardAsync(() => WriteAsync(name, content, maxBytes, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonS3Exception error) when (error.ErrorCode is "QuotaExceeded" || error.StatusCode == HttpStatusCode.InsufficientStorage)
        {
            throw new StorageFullException($"in bucket '{bucket}'", error);
        }
    }

    public async Task<Stream?> OpenReadAsync(BlobKey key, CancellationToken cancellationToken)
    {
        string name = NameOf(key);
        Stream? content = await S3Errors.GuardAsync(
            () => S3Download.OpenAsync(client, bucket, name, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (content is not null) BlobInstruments.OnOpened(content.Length);
        return content;
    }

    public Task DeleteAsync(BlobKey key, CancellationToken cancellationToken)
    {
        string name = NameOf(key);
        return S3Errors.GuardAsync(
            async () =>
            {
                if (await S3Objects.TryHeadAsync(client, bucket, name, cancellationToken).ConfigureAwait(false) is not { } present) return false;

                await client.DeleteObjectAsync(bucket, name, cancellationToken).ConfigureAwait(false);
                BlobInstruments.OnDeleted(1, present.ContentLength);
                return true;
            },
            cancellationToken);
    }

    public async IAsyncEnumerable<DeletedPrefix> DeleteDueAsync(DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (string folder in S3Objects.FoldersAsync(client, bucket, Minutes, cancellationToken).ConfigureAwait(false))
        {
            if (!BlobKey.TryParseMinute(folder, out DateTimeOffset minute) || minute > now) continue;

            yield return await DeletePrefixAsync($"{Minutes}{folder}", cancellationToken).ConfigureAwait(false);
        }

        if (await TryAbandonDueUploadsAsync(now, cancellationToken).ConfigureAwait(false) is { } failure)
            yield return new DeletedPrefix("uploads in parts", 0, 0, failure);
    }

    public async Task<DateTimeOffset?> GetEarliestExpiryAsync(CancellationToken cancellationToken)
    {
        await foreach (string folder in S3Objects.FoldersAsync(client, bucket, Minutes, cancellationToken).ConfigureAwait(false))
        {
            if (BlobKey.TryParseMinute(folder, out DateTimeOffset minute)) return minute;
        }

        return null;
    }

    public Task CheckAsync(CancellationToken cancellationToken) => S3Errors.GuardAsync(
        async () =>
        {
            string probe = $"checks/{Guid.NewGuid():N}";
            await client.PutObjectAsync(
                new PutObjectRequest { BucketName = bucket, Key = probe, ContentBody = probe, UseChunkEncoding = false }, cancellationToken)
                .ConfigureAwait(false);
            await using Stream? content = await S3Download.OpenAsync(client, bucket, probe, cancellationToken).ConfigureAwait(false);
            if (content?.Length != probe.Length)
                throw new StorageRefusedException("The object store does not return an object that was just written.");
            return await client.DeleteObjectAsync(bucket, probe, CancellationToken.None).ConfigureAwait(false);
        },
        cancellationToken);

    public void Dispose() => client.Dispose();

    /// <summary>Parses the key again: a deserialized one has not been validated.</summary>
    private static string NameOf(BlobKey key) => BlobKey.Parse(key.Text ?? "").Text;

    private async Task<BlobInfo> WriteAsync(string name, Stream content, long maxBytes, CancellationToken cancellationToken)
    {
        if (await new S3Upload(client, bucket, name, hasConditions).WriteAsync(content, maxBytes, cancellationToken).ConfigureAwait(
            false) is { } written)
        {
            BlobInstruments.OnWritten(written.Bytes);
            return written;
        }

        return await DescribeAsync(name, cancellationToken).ConfigureAwait(false);
    }

    private async Task<BlobInfo> DescribeAsync(string name, CancellationToken cancellationToken)
    {
        if (await S3Objects.TryHeadAsync(client, bucket, name, cancellationToken).ConfigureAwait(false) is { } present
            && present.Metadata[S3Upload.HashName] is { Length: > 0 } hash)
        {
            return new BlobInfo(present.ContentLength, hash);
        }

        // Objects uploaded in parts do not have their hash as metadata.
        await using Stream content = await S3Download.OpenAsync(client, bucket, name, cancellationToken).ConfigureAwait(false)
            ?? throw new IOException($"'{name}' was taken, and then gone.");
        return new BlobInfo(content.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false)));
    }

    private async Task<(long Files, long Bytes)> DeleteAllAsync(string prefix, CancellationToken cancellationToken)
    {
        (long files, long bytes) = (0, 0);
        await foreach (IReadOnlyList<S3Object> page in S3Objects.PagesAsync(client, bucket, prefix, cancellationToken).ConfigureAwait(false))
        {
            await DeletePageAsync(page, cancellationToken).ConfigureAwait(false);
            (files, bytes) = (files + page.Count, bytes + page.Sum(found => found.Size ?? 0));
        }

        return (files, bytes);
    }

    private async Task<DeletedPrefix> DeletePrefixAsync(string prefix, CancellationToken cancellationToken)
    {
        try
        {
            (long files, long bytes) = await S3Errors.GuardAsync(
                () => DeleteAllAsync($"{prefix}/", cancellationToken), cancellationToken).ConfigureAwait(false);
            BlobInstruments.OnDeleted(files, bytes);
            return new DeletedPrefix(prefix, files, bytes);
        }
        catch (Exception error) when (error is IOException or AmazonClientException)
        {
            return new DeletedPrefix(prefix, 0, 0, error);
        }
    }

    private async Task DeletePageAsync(IReadOnlyList<S3Object> page, CancellationToken cancellationToken)
    {
        try
        {
            await client.DeleteObjectsAsync(
                new DeleteObjectsRequest
                {
                    BucketName = bucket,
                    Objects = [.. page.Select(found => new KeyVersion { Key = found.Key })],
                    Quiet = true,
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonS3Exception error) when (
            error.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotImplemented or HttpStatusCode.MethodNotAllowed)
        {
            // The store does not support batch deletion, or not in this form.
            await Parallel.ForEachAsync(
                page,
                new ParallelOptions { MaxDegreeOfParallelism = DeletionsAtOnce, CancellationToken = cancellationToken },
                async (found, token) => await client.DeleteObjectAsync(bucket, found.Key, token).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    private async Task<Exception?> TryAbandonDueUploadsAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            await AbandonDueUploadsAsync(now, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (AmazonS3Exception error) when (error.StatusCode is HttpStatusCode.NotImplemented or HttpStatusCode.MethodNotAllowed)
        {
            return null; // a store without multipart uploads has no abandoned ones
        }
        catch (AmazonClientException error)
        {
            return error;
        }
    }

    // Abort multipart uploads of killed processes.
    private async Task AbandonDueUploadsAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        ListMultipartUploadsResponse begun = await client.ListMultipartUploadsAsync(
            new ListMultipartUploadsRequest { BucketName = bucket, Prefix = Minutes }, cancellationToken).ConfigureAwait(false);
        foreach (MultipartUpload upload in begun.MultipartUploads ?? [])
        {
            if (upload.Key.Split('/') is [_, var folder, ..] && BlobKey.TryParseMinute(folder, out DateTimeOffset minute) && minute <= now)
            {
                await client.AbortMultipartUploadAsync(
                    new AbortMultipartUploadRequest { BucketName = bucket, Key = upload.Key, UploadId = upload.UploadId },
                    cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
