using System.Diagnostics.Metrics;

namespace JpegReducer.Storage.Blobs;

/// <summary>Counters of blob stores: files and bytes by operation.</summary>
internal static class BlobInstruments
{
    private static readonly Counter<long> Files =
        StorageMeter.Instance.CreateCounter<long>("jpegreducer.blob.operations", "{file}", "Files written, opened for reading, deleted.");

    private static readonly Counter<long> Bytes =
        StorageMeter.Instance.CreateCounter<long>("jpegreducer.blob.bytes", "By", "Bytes of the files written, opened for reading, deleted.");

    public static void OnWritten(long bytes) => Count("write", 1, bytes);

    public static void OnOpened(long bytes) => Count("read", 1, bytes);

    public static void OnDeleted(long files, long bytes) => Count("delete", files, bytes);

    private static void Count(string operation, long files, long bytes)
    {
        KeyValuePair<string, object?> tag = new("operation", operation);
        Files.Add(files, tag);
        Bytes.Add(bytes, tag);
    }
}
