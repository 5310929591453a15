using JpegReducer.Storage.Records;
using JpegReducer.Storage.Records.FileSystem;
using JpegReducer.Support.Files;

namespace JpegReducer.Storage.Tests.Records;

public sealed class FolderWorkJournalTests : WorkJournalContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FolderWorkJournal _journal;

    public FolderWorkJournalTests() => _journal = FolderWorkJournal.Open(_folder["journal"]);

    protected override IWorkJournal Journal => _journal;

    [Fact]
    public async Task Records_survive_the_process()
    {
        await Journal.RecordAsync(One, [new ItemKey(Job, 7)], DateTimeOffset.UnixEpoch, default);

        using FolderWorkJournal next = FolderWorkJournal.Open(_folder["journal"]);

        Assert.Equal([7], (await next.ReadAsync(Job, default)).Single().Sequences);
    }

    [Fact]
    public async Task A_record_that_a_signal_interrupts_between_two_pages_contains_whole_items_of_both_records()
    {
        string entry = _folder["journal", Uri.EscapeDataString(One.Silo.ToParsableString())];
        ItemKey[] former = [.. Enumerable.Range(0, 200).Select(sequence => new ItemKey(Job, sequence))];
        await Journal.RecordAsync(One, [.. former.Select(item => item with { Sequence = item.Sequence + 1000 })], DateTimeOffset.UnixEpoch, default);
        byte[] later = File.ReadAllBytes(entry);
        await Journal.RecordAsync(One, former, DateTimeOffset.UnixEpoch, default);

        using (FileStream file = new(entry, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) file.Write(later.AsSpan(0, 4096));

        Assert.Equal([.. Enumerable.Range(1000, 64), .. Enumerable.Range(64, 136)], await FindAsync(One));
    }

    [Fact]
    public async Task A_worker_whose_old_entry_was_deleted_may_record_again()
    {
        await Journal.RecordAsync(One, [new ItemKey(Job, 7)], DateTimeOffset.UnixEpoch, default);
        await Journal.DeleteRecordedBeforeAsync(DateTimeOffset.UnixEpoch.AddHours(1), default);

        await Journal.RecordAsync(One, [new ItemKey(Job, 8)], DateTimeOffset.UnixEpoch.AddHours(2), default);

        Assert.Equal([8], await FindAsync(One));
    }

    [Fact]
    public async Task A_file_damaged_by_a_power_failure_has_no_entries()
    {
        await Journal.RecordAsync(One, [new ItemKey(Job, 7)], DateTimeOffset.UnixEpoch, default);
        File.WriteAllText(Directory.GetFiles(_folder["journal"]).Single(), $"\0\0\n{Job} x\n{Job}");

        Assert.Empty(await Journal.ReadAsync(Job, default));
    }

    public void Dispose()
    {
        _journal.Dispose();
        _folder.Dispose();
    }
}
