using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JpegReducer.ApiContracts;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Client.Api.Requests;

/// <summary>
/// A digest of what a request asks for, to which an <c>Idempotency-Key</c> is bound. It covers what has an effect: of JSON the values, not how
/// they are written, and of files their content.
/// </summary>
internal static class RequestDigest
{
    /// <summary>The digest of a request that opens a job.</summary>
    public static string Of(CreateJobRequest request, bool isComplete, IReadOnlyList<NewItem> items) => Hash(
        ["POST /v1/jobs", OptionsOf(request.Options), request.Label, request.Priority.ToString(), isComplete ? "complete" : "open", .. items.SelectMany(FieldsOf)]);

    /// <summary>The digest of a request to reduce one image.</summary>
    public static string Of(ReductionRequest options, NewItem item) => Hash(["POST /v1/optimize", OptionsOf(options), .. FieldsOf(item)]);

    /// <summary>
    /// The digest of a request's items up to the end of one of its batches. Two requests are the same when those of all their batches are,
    /// because each covers the ones before it, and the last is marked.
    /// </summary>
    /// <param name="before">The digest of the batch before; <see langword="null"/> for the first.</param>
    /// <param name="items">The items of the batch.</param>
    /// <param name="isLast">Whether the request ends with it.</param>
    public static string Of(string? before, IReadOnlyList<NewItem> items, bool isLast) =>
        Hash(["POST /v1/jobs/items", before, isLast ? "last" : "more", .. items.SelectMany(FieldsOf)]);

    /// <summary>Only what differs from the default, so that an option that a later version adds leaves the digests of requests without it as they are.</summary>
    private static string OptionsOf(ReductionRequest options)
    {
        JsonObject stated = (JsonObject)JsonSerializer.SerializeToNode(options, ApiJson.Default.ReductionRequest)!;
        JsonObject defaults = (JsonObject)JsonSerializer.SerializeToNode(new ReductionRequest(), ApiJson.Default.ReductionRequest)!;
        return string.Join(
            ',', stated.Where(option => !JsonNode.DeepEquals(option.Value, defaults[option.Key])).OrderBy(option => option.Key, StringComparer.Ordinal).Select(option => $"{option.Key}={option.Value!.ToJsonString()}"));
    }

    private static IEnumerable<string?> FieldsOf(NewItem item) => item.Source switch
    {
        ItemSource.Uploaded(var file) => [item.Name, item.ClientRef, "file", file.Sha256],
        ItemSource.Remote(var address) => [item.Name, item.ClientRef, "url", address],
        _ => throw new ArgumentException("There is no such source.", nameof(item)),
    };

    /// <summary>Each field with its length before it, so that no two lists of fields are the same bytes.</summary>
    private static string Hash(IEnumerable<string?> fields)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (string? field in fields)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(field ?? "");
            BinaryPrimitives.WriteInt32LittleEndian(length, field is null ? -1 : bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
