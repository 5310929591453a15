using JpegReducer.Storage.Records;
using JpegReducer.Storage.Records.FileSystem;
using JpegReducer.Support.Files;

namespace JpegReducer.Storage.Tests.Records;

public sealed class FolderWorkJournalTests : WorkJournalContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public FolderWorkJournalTests() => Journal = FolderWorkJournal.Open(_folder["journal"]);

    protected override IWorkJournal Journal { get; }

    [Fact]
    public async Task What_was_noted_is_there_for_the_next_process_and_what_was_half_written_is_not()
    {
        await Journal.NoteAsync(One, [new ItemKey(Job, 7)], DateTimeOffset.UnixEpoch, default);
        string entry = Directory.GetFiles(_folder["journal"]).Single();
        File.WriteAllText(entry + ".new", $"{Job} 8");

        IReadOnlyList<JournalEntry> entries = await FolderWorkJournal.Open(_folder["journal"]).ReadAsync(Job, default);

        Assert.Equal([7], entries.Single().Sequences);
        Assert.Equal([entry], Directory.GetFiles(_folder["journal"]));
    }

    [Fact]
    public async Task A_file_that_a_loss_of_power_has_damaged_says_nothing()
    {
        await Journal.NoteAsync(One, [new ItemKey(Job, 7)], DateTimeOffset.UnixEpoch, default);
        File.WriteAllText(Directory.GetFiles(_folder["journal"]).Single(), $"\0\0\n{Job} x\n{Job}");

        Assert.Empty(await Journal.ReadAsync(Job, default));
    }

    public void Dispose() => _folder.Dispose();
}
