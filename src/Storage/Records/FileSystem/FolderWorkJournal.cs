using System.Globalization;
using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Storage.Blobs.FileSystem;

namespace JpegReducer.Storage.Records.FileSystem;

/// <summary>
/// The journal in a folder: a file for each worker, an item a line, replaced by one rename. Some ten microseconds a note, because
/// the kernel keeps what a process wrote, however that ends.
/// </summary>
internal sealed class FolderWorkJournal : IWorkJournal
{
    private const string DraftSuffix = ".new"; // no worker's: its name ends in a number

    private readonly string _folder;

    private FolderWorkJournal(string folder) => _folder = folder;

    /// <summary>Opens the journal, and clears away what a killed process left half-written.</summary>
    public static FolderWorkJournal Open(string folder)
    {
        Posix.CreateFolder(folder);
        foreach (string draft in Directory.EnumerateFiles(folder, $"*{DraftSuffix}")) File.Delete(draft);
        return new FolderWorkJournal(folder);
    }

    public Task NoteAsync(WorkerId worker, IReadOnlyCollection<ItemKey> items, DateTimeOffset now, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            string path = PathOf(worker), draft = path + DraftSuffix;
            File.WriteAllLines(draft, items.Select(item => string.Create(CultureInfo.InvariantCulture, $"{item.Job} {item.Sequence}")));
            File.SetLastWriteTimeUtc(draft, now.UtcDateTime);
            File.Move(draft, path, overwrite: true);
        },
        cancellationToken);

    public Task ForgetAsync(WorkerId worker, CancellationToken cancellationToken) => Task.Run(() => File.Delete(PathOf(worker)), cancellationToken);

    public Task<IReadOnlyList<JournalEntry>> ReadAsync(JobId job, CancellationToken cancellationToken) => Task.Run<IReadOnlyList<JournalEntry>>(
        () => [.. Entries().Select(file => new JournalEntry(WorkerOf(file), SequencesOf(job, file))).Where(entry => entry.Sequences.Count > 0)],
        cancellationToken);

    public Task<int> DeleteNotedBeforeAsync(DateTimeOffset moment, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            string[] old = [.. Entries().Where(file => File.GetLastWriteTimeUtc(file) < moment.UtcDateTime)];
            foreach (string file in old) File.Delete(file);
            return old.Length;
        },
        cancellationToken);

    private static WorkerId WorkerOf(string file) => new(SiloAddress.FromParsableString(Uri.UnescapeDataString(Path.GetFileName(file))));

    private static List<int> SequencesOf(JobId job, string file)
    {
        string prefix = $"{job} ";
        List<int> sequences = [];
        try
        {
            foreach (string line in File.ReadLines(file))
            {
                // After a loss of power the file may hold anything.
                if (line.StartsWith(prefix, StringComparison.Ordinal)
                    && int.TryParse(line.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int sequence)) sequences.Add(sequence);
            }
        }
        catch (FileNotFoundException)
        {
            // its worker has just drained
        }

        return sequences;
    }

    private IEnumerable<string> Entries() =>
        Directory.EnumerateFiles(_folder).Where(file => !file.EndsWith(DraftSuffix, StringComparison.Ordinal));

    private string PathOf(WorkerId worker) => Path.Combine(_folder, Uri.EscapeDataString(worker.Silo.ToParsableString()));
}
