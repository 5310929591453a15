using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Client.Jobs;

/// <summary>
/// A digest of what a request asks for, to which its <see cref="IdempotencyKey"/> is bound. It covers what has an effect: values, not how
/// they are written, and the content of files.
/// </summary>
internal static partial class RequestDigest
{
    /// <summary>The digest of a request that opens a job.</summary>
    public static string Of(JobRequest request) => Hash(
    [
        "open",
        Describe(request.Settings),
        request.Label,
        request.Priority.ToString(),
        request.IsComplete ? "complete" : "open",
        .. request.Items.SelectMany(FieldsOf),
    ]);

    /// <summary>
    /// The digest of a request's items up to the end of one of its batches. Two requests are the same when those of all their batches are,
    /// because each covers the ones before it, and the last is marked.
    /// </summary>
    /// <param name="before">The digest of the batch before; <see langword="null"/> for the first.</param>
    /// <param name="items">The items of the batch.</param>
    /// <param name="isLast">Whether the request ends with it.</param>
    public static string Of(string? before, IReadOnlyList<NewItem> items, bool isLast) =>
        Hash(["add", before, isLast ? "last" : "more", .. items.SelectMany(FieldsOf)]);

    /// <summary>
    /// Only what differs from the default, so that a setting that a later version adds leaves the digests of requests without it as they
    /// are.
    /// </summary>
    private static string Describe(ReductionSettings settings)
    {
        JsonObject stated = (JsonObject)JsonSerializer.SerializeToNode(settings, SettingsJson.Default.ReductionSettings)!;
        JsonObject defaults = (JsonObject)JsonSerializer.SerializeToNode(new ReductionSettings(), SettingsJson.Default.ReductionSettings)!;
        return string.Join(
            ',',
            stated.Where(setting => !JsonNode.DeepEquals(setting.Value, defaults[setting.Key]))
                .OrderBy(setting => setting.Key, StringComparer.Ordinal)
                .Select(setting => $"{setting.Key}={setting.Value?.ToJsonString()}"));
    }

    private static IEnumerable<string?> FieldsOf(NewItem item) => item.Source switch
    {
        ItemSource.Uploaded(var file) => [item.Name, item.ClientRef, "file", file.Sha256],
        ItemSource.Remote(var address) => [item.Name, item.ClientRef, "url", address],
        _ => throw new ArgumentException("The kind of source is unknown.", nameof(item)),
    };

    /// <summary>Hashes each field with its length before it, so that no two lists of fields are the same bytes.</summary>
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

    [JsonSerializable(typeof(ReductionSettings))]
    private sealed partial class SettingsJson : JsonSerializerContext;
}
