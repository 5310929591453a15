using System.Security.Cryptography;
using System.Text;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Interfaces.Records;
using JpegReducer.Storage.Records;

namespace JpegReducer.Storage.Tests.Records;

/// <summary>Jobs, items and endings to write, and a plain recount of what was read.</summary>
internal static class LedgerSamples
{
    private static readonly JobId FilesOf = new(new Guid("01234567-89ab-7cde-8f01-23456789abcd"));

    public static DateTimeOffset Now { get; } = new(2026, 11, 23, 12, 0, 0, 123, 456, TimeSpan.Zero);

    public static AccountId Account { get; } = new(new Guid("11111111-2222-4333-8444-555555555555"));

    public static JobSpec Spec { get; } = new(Account, JobPriority.Bulk, new ReductionSettings(), null);

    public static ItemBatch Batch(int items)
    {
        Guid id = Guid.NewGuid();
        return new ItemBatch(
            id, [.. Enumerable.Range(0, items)
            .Select(i => new NewItem($"{id}-{i}.jpg", null, new ItemSource.Uploaded(Stored($"u-{i}", 1000))))]);
    }

    public static string Digest(string request) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request)));

    public static StoredFile Stored(string name, long bytes) => new(
        BlobKey.Parse($"{BlobKey.Prefix(Now.AddHours(2))}/{FilesOf}/{name}"),
        bytes,
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name))),
        Now.AddHours(2));

    /// <summary>A reduced item whose outputs other than the main one are WebP.</summary>
    public static ItemResult Reduced(StoredFile source, StoredFile main, params StoredFile[] others) => ItemResult.Of(
        [
            new ItemOutput(OutputNames.Main, ItemOutputState.Reduced) { File = main, Charged = true },
            .. others.Select(
                other =>
                new ItemOutput(OutputNames.WebP, ItemOutputState.Reduced) { File = other, MediaType = "image/webp", Charged = true }),
        ]) with
    { Source = source };

    public static ItemResult Kept(StoredFile source) =>
        ItemResult.Of([new ItemOutput(OutputNames.Main, ItemOutputState.Kept) { Reason = "not-smaller", File = source }]) with { Source = source };

    public static ItemEnding Ending(int sequence) => new(sequence, Reduced(Stored($"u-{sequence}", 1000), Stored($"{sequence}-main", 300)));

    public static ItemEnding RandomEnding(Random random)
    {
        int sequence = random.Next(300);
        return random.Next(4) switch
        {
            0 => Ending(sequence),
            1 => new ItemEnding(sequence, Reduced(Stored("k", 77), Stored("m", 40), Stored("w", 20))),
            2 => new ItemEnding(sequence, Kept(Stored("k", 77))),
            _ => new ItemEnding(sequence, ItemResult.Failed("truncated", detail: null)),
        };
    }

    public static JobTotals Recount(IReadOnlyList<ItemRecord> items)
    {
        ItemRecord[] handedOut = [.. items.Where(item => item.Result.State is ItemState.Reduced or ItemState.Kept)];
        return new JobTotals(
            items.Count,
            items.Count(item => item.Result.State is ItemState.Reduced),
            items.Count(item => item.Result.State is ItemState.Kept),
            items.Count(item => item.Result.State is ItemState.Failed),
            items.Count(item => item.Result.State is ItemState.Cancelled),
            items.Sum(item => item.Result.Outputs.Count(output => output.Charged)),
            handedOut.Sum(item => item.Result.Source!.Bytes),
            handedOut.Sum(item => item.Result.Main!.File!.Bytes));
    }
}
