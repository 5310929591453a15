using System.Diagnostics.CodeAnalysis;
using JpegReducer.Grains.Persistence;
using JpegReducer.Grains.Resilience;
using JpegReducer.Interfaces.Retention;
using JpegReducer.Storage.Blobs;
using JpegReducer.Storage.Records;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JpegReducer.Grains.Retention;

/// <inheritdoc cref="IRetentionGrain"/>
/// <remarks>
/// One reminder for the whole cluster: blob keys begin with the minute in which the file expires, so that no state is kept per image. After a
/// day of downtime the next sweep deletes everything that has expired.
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
    private static readonly TimeSpan JournalMargin = TimeSpan.FromHours(1); // entries live for minutes

    /// <inheritdoc/>
    public Task StartAsync() => this.RegisterOrUpdateReminder(SweepReminder, Period, Period);

    /// <inheritdoc/>
    [SuppressMessage("Style", "IDE0060:Remove unused parameter", Justification = "The signature is Orleans'.")]
    public Task ReceiveReminder(string reminderName, TickStatus status) => SweepAsync();

    /// <inheritdoc/>
    public async Task<SweepReceipt> SweepAsync()
    {
        // The time of day of the machine: if the clock was ahead and is corrected, nothing is deleted early.
        DateTimeOffset now = time is ForwardTime forward ? forward.TimeOfDay : time.GetUtcNow();
        long files = 0, bytes = 0, records = 0;

        // Each part on its own: files that cannot be deleted must not delay the deletion of records, and vice versa.
        await TryAsync("files", async () =>
        {
            await foreach (DeletedPrefix deleted in blobs.DeleteDueAsync(now, CancellationToken.None))
            {
                files += deleted.Files;
                bytes += deleted.Bytes;
                if (deleted.Failure is not { } failure) LogPrefixDeleted(deleted.Prefix, deleted.Files, deleted.Bytes);
                else if (faults.IsFirst("Expired files could not be deleted", failure.Message)) LogPrefixNotDeleted(deleted.Prefix, failure.Message);
            }
        });
        await TryAsync("records", async () =>
        {
            // In slices, so that other work is not blocked for long; the next sweep continues one that was interrupted.
            DateTimeOffset before = now - options.Value.RecordLifetime;
            while (await ledger.DeleteOpenedBeforeAsync(before, RecordsPerSlice, CancellationToken.None) is > 0 and int slice)
            {
                records += slice;
            }
        });

        // An image whose file was deleted cannot crash a process any more.
        await TryAsync(
            "the journal",
            () => journal.DeleteRecordedBeforeAsync(now - options.Value.FileLifetime - JournalMargin, CancellationToken.None));

        SweepReceipt receipt = new(now, files, bytes, records);
        await TryAsync(
            "the age of files",
            async () => instruments.SweepCompleted(receipt, await blobs.GetEarliestExpiryAsync(CancellationToken.None)));
        if (files > 0 || records > 0) await SaveReceiptAsync(receipt);
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
            if (faults.IsFirst($"Retention of {part} failed", exception.Message)) LogPartFailed(part, exception.Message);
        }
    }

    private async Task SaveReceiptAsync(SweepReceipt receipt)
    {
        LogSweepCompleted(receipt.Files, receipt.Bytes, receipt.Records);
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
}

/// <summary>The receipts of the last sweeps.</summary>
[GenerateSerializer, Alias("jr.retention-state")]
internal sealed class RetentionState
{
    /// <summary>A day of minutes in which something expired.</summary>
    public const int ReceiptsKept = 1_440;

    [Id(0)]
    public Queue<SweepReceipt> Receipts { get; set; } = [];
}
