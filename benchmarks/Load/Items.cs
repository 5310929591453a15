using System.Security.Cryptography;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Records;

namespace JpegReducer.Benchmarks.Load;

/// <summary>Items and endings for the ledger, as wide as a camera's photographs make them.</summary>
internal static class Items
{
    public static JobSpec Spec(AccountId account) => new(account, JobPriority.Bulk, new ReductionSettings(), null);

    public static ItemBatch Batch(JobId job, int first, int count, DateTimeOffset now) => new(
        Guid.NewGuid(),
        [.. Enumerable.Range(first, count)
            .Select(
            sequence => new NewItem($"IMG_20261123_{sequence:000000}.jpg", null, new ItemSource.Uploaded(Upload(job, sequence, now))))]);

    public static ItemEnding Ending(JobId job, int sequence, DateTimeOffset now) => new(
        sequence,
        ItemResult.Of([MainOutput(job, sequence, now)]) with
        {
            Source = Upload(job, sequence, now),
            SourceType = "image/jpeg",
            Width = 1_600,
            Height = 1_200,
            Timings = new ItemTimings(48.71),
        });

    private static ItemOutput MainOutput(JobId job, int sequence, DateTimeOffset now) => new(OutputNames.Main, ItemOutputState.Reduced)
    {
        File = new StoredFile(BlobKey.ForOutput(job, sequence, OutputNames.Main, now.AddHours(2)), 120_000, Sha256(~sequence), now.AddHours(2)),
        MediaType = "image/jpeg",
        Width = 1_600,
        Height = 1_200,
        Score = 81.53,
        Charged = true,
    };

    private static StoredFile Upload(JobId job, int sequence, DateTimeOffset now) => new(
        BlobKey.Parse($"{BlobKey.Prefix(now.AddHours(2))}/{job}/u-{Sha256(sequence)[..32]}"), 300_000, Sha256(sequence), now.AddHours(2));

    private static string Sha256(int seed) => Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(seed)));
}
