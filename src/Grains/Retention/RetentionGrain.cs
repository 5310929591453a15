using System.Diagnostics.CodeAnalysis;
using JpegReducer.Interfaces.Retention;
using JpegReducer.Storage.Blobs;
using JpegReducer.Storage.Records;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JpegReducer.Grains.Retention;

/// <inheritdoc cref="IRetentionGrain"/>
/// <remarks>
/// One reminder for the whole cluster, and a clock: a key begins with the minute its file expires, so that nothing needs to be
/// remembered per image. After a day of downtime the next sweep deletes all that became due.
/// </remarks>
internal sealed partial class RetentionGrain(
    [PersistentState(GrainStorageNames.Retention, GrainStorageNames.Provider)] IPersistentState<RetentionState> history,
    IBlobStore blobs,
    IItemLedger ledger,
    IWorkJournal journal,
    TimeProvider time,
    IOptions<RetentionOptions> options,
    RetentionInstruments instruments,
    RecurringFaults faults,
    ILogger<RetentionGrain> logger) : Grain, IRetentionGrain, IRemindable
{
    private const string SweepReminder = "sweep";
    private const int RecordsPerSlice = 2_000;
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan JournalMargin = TimeSpan.FromHours(1); // what is in hand is there for minutes

    /// <inheritdoc/>
    public Task StartAsync() => this.RegisterOrUpdateReminder(SweepReminder, Period, Period);

    /// <inheritdoc/>
    [SuppressMessage("Style", "IDE0060:Remove unused parameter", Justification = "The signature is Orleans'.")]
    public Task ReceiveReminder(string reminderName, TickStatus status) => SweepAsync();

    /// <inheritdoc/>
    public async Task<SweepReceipt> SweepAsync()
    {
        // By the time of day: a clock that was ahead and is corrected must not delete early.
        DateTimeOffset now = time is ForwardTime forward ? forward.TimeOfDay : time.GetUtcNow();
        long files = 0, bytes = 0, records = 0;

        // Each part by itself: files that cannot be deleted must not keep records for longer, nor the other way round.
        await TryAsync("files", async () =>
        {
            await foreach (DeletedPrefix deleted in blobs.DeleteDueAsync(now, CancellationToken.None))
            {
                files += deleted.Files;
                bytes += deleted.Bytes;
                if (deleted.Failure is not { } failure) LogDeleted(deleted.Prefix, deleted.Files, deleted.Bytes);
                else if (faults.IsFirst("Files that are due could not be deleted", failure.Message)) LogNotDeleted(deleted.Prefix, failure.Message);
            }
        });
        await TryAsync("records", async () =>
        {
            // In slices, so that no other work waits for long; the next sweep continues an interrupted one.
            while (await ledger.DeleteOpenedBeforeAsync(now - options.Value.RecordLifetime, RecordsPerSlice, CancellationToken.None) is > 0 and int slice)
            {
                records += slice;
            }
        });

        // An image that has no file left cannot end a process.
        await TryAsync("the journal", () => journal.DeleteRecordedBeforeAsync(now - options.Value.FileLifetime - JournalMargin, CancellationToken.None));

        SweepReceipt receipt = new(now, files, bytes, records);
        await TryAsync("the age of files", async () => instruments.Observe(receipt, await blobs.GetEarliestExpiryAsync(CancellationToken.None)));
        if (files > 0 || records > 0) await KeepAsync(receipt);
        return receipt;
    }

    private async Task TryAsync(string part, Func<Task> sweep)
    {
        try
        {
            await sweep();
        }
        catch (Exception exception)
        {
            if (faults.IsFirst($"Retention of {part} failed", exception.Message)) LogNotSwept(part, exception.Message);
        }
    }

    private async Task KeepAsync(SweepReceipt receipt)
    {
        LogSwept(receipt.Files, receipt.Bytes, receipt.Records);
        history.State.Receipts.Enqueue(receipt);
        while (history.State.Receipts.Count > RetentionState.ReceiptsKept) history.State.Receipts.Dequeue();
        try
        {
            await history.WriteStateAsync();
        }
        catch
        {
            DeactivateOnIdle(); // memory is ahead of storage
            throw;
        }
    }

    [LoggerMessage(LogLevel.Information, "Deleted {Prefix}: {Files} files, {Bytes} bytes")]
    private partial void LogDeleted(string prefix, long files, long bytes);

    [LoggerMessage(LogLevel.Warning, "{Prefix} could not be deleted and will be tried again: {Why}")]
    private partial void LogNotDeleted(string prefix, string why);

    [LoggerMessage(LogLevel.Warning, "Retention of {Part} failed and will be tried again: {Why}")]
    private partial void LogNotSwept(string part, string why);

    [LoggerMessage(LogLevel.Information, "Retention deleted {Files} files of {Bytes} bytes and {Records} records")]
    private partial void LogSwept(long files, long bytes, long records);
}

/// <summary>What the last sweeps deleted.</summary>
[GenerateSerializer, Alias("jr.retention-state")]
internal sealed class RetentionState
{
    /// <summary>About a day of minutes in which something was due.</summary>
    public const int ReceiptsKept = 1_440;

    [Id(0)]
    public Queue<SweepReceipt> Receipts { get; set; } = [];
}
