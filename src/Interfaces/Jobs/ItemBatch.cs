using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Tracing;

namespace JpegReducer.Interfaces.Jobs;

/// <summary>Images that are added to a job atomically.</summary>
/// <param name="Id">Chosen by the sender. A repeated batch changes nothing and gets the same result.</param>
/// <param name="Items">1 to <see cref="MaxItems"/> images, in the order in which they get their sequence numbers.</param>
[GenerateSerializer, Immutable, Alias("jr.item-batch")]
public sealed record ItemBatch([property: Id(0)] Guid Id, [property: Id(1)] NewItem[] Items)
{
    /// <summary>The maximum number of items in a batch: keeps a grain message below a megabyte.</summary>
    public const int MaxItems = 500;

    /// <summary>
    /// The SHA-256 of the request up to the end of this batch, as 64 lower-case hexadecimal digits: under the id of a batch that
    /// was recorded with another digest nothing is added. <see langword="null"/> if the id is random.
    /// </summary>
    [Id(2)]
    public string? Digest { get; init; }

    /// <summary>
    /// The W3C <c>traceparent</c> of the request that adds the batch: that of the current activity, unless it is set. <see langword="null"/> if the
    /// request is not traced. Not recorded in the ledger.
    /// </summary>
    [Id(3)]
    public string? TraceParent { get; init; } = TraceContext.Current;
}

/// <summary>One image to reduce.</summary>
/// <param name="Name">The file's name, for people and reports; at most 255 characters, no path.</param>
/// <param name="ClientRef">The client's identifier; returned unchanged. At most 200 characters.</param>
/// <param name="Source">The location of its bytes.</param>
[GenerateSerializer, Immutable, Alias("jr.new-item")]
public sealed record NewItem(
    [property: Id(0)] string Name,
    [property: Id(1)] string? ClientRef,
    [property: Id(2)] ItemSource Source);

/// <summary>The location of an image's bytes.</summary>
[GenerateSerializer, Immutable, Alias("jr.item-source")]
public abstract record ItemSource
{
    private ItemSource()
    {
    }

    /// <summary>A file in the blob store.</summary>
    /// <param name="File">The stored file.</param>
    [GenerateSerializer, Immutable, Alias("jr.item-source.uploaded")]
    public sealed record Uploaded([property: Id(0)] StoredFile File) : ItemSource;

    /// <summary>A URL on a server of the customer, fetched when the item is processed.</summary>
    /// <param name="Address">An absolute <c>http</c> or <c>https</c> URL; at most 2,083 characters.</param>
    [GenerateSerializer, Immutable, Alias("jr.item-source.remote")]
    public sealed record Remote([property: Id(0)] string Address) : ItemSource;
}

/// <summary>A file in the blob store.</summary>
/// <param name="Key">Its key in the blob store.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">The SHA-256 of its content: 64 lower-case hexadecimal digits.</param>
/// <param name="ExpiresAt">When it expires: it is no longer served, and is deleted within two minutes.</param>
[GenerateSerializer, Immutable, Alias("jr.stored-file")]
public sealed record StoredFile(
    [property: Id(0)] BlobKey Key,
    [property: Id(1)] long Bytes,
    [property: Id(2)] string Sha256,
    [property: Id(3)] DateTimeOffset ExpiresAt);
