using System.Globalization;
using System.Text;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Storage.Blobs.FileSystem;
using Microsoft.Win32.SafeHandles;

namespace JpegReducer.Storage.Records.FileSystem;

/// <summary>
/// The journal in a folder: a file per worker, a line per item. The kernel keeps what a process wrote, however that ends; so a
/// record is a write in place of about ten microseconds, while creating a new file would wait for the file system's journal.
/// </summary>
internal sealed class FolderWorkJournal : IWorkJournal, IDisposable
{
    /// <summary>
    /// All lines have the same length, a divisor of the page size: a write that a signal interrupts between two pages leaves whole lines,
    /// of this record and the previous one.
    /// </summary>
    private const int LineBytes = 64;

    private readonly string _folder;
    private readonly Lock _gate = new();
    private readonly Dictionary<WorkerId, SafeFileHandle> _open = [];

    private FolderWorkJournal(string folder) => _folder = folder;

    /// <summary>Opens the journal with the entries of previous processes.</summary>
    public static FolderWorkJournal Open(string folder)
    {
        Posix.CreateFolder(folder);
        return new FolderWorkJournal(folder);
    }

    public Task RecordAsync(WorkerId worker, IReadOnlyCollection<ItemKey> items, DateTimeOffset now, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            byte[] lines = Encoding.ASCII.GetBytes(string.Concat(items.Select(LineOf)));
            lock (_gate)
            {
                SafeFileHandle file = FileOf(worker);
                RandomAccess.Write(file, lines, fileOffset: 0);
                RandomAccess.SetLength(file, lines.Length);
                File.SetLastWriteTimeUtc(file, now.UtcDateTime);
            }
        },
        cancellationToken);

    public Task RemoveAsync(WorkerId worker, CancellationToken cancellationToken) => Task.Run(() => Delete(PathOf(worker)), cancellationToken);

    public Task<IReadOnlyList<JournalEntry>> ReadAsync(JobId job, CancellationToken cancellationToken) => Task.Run<IReadOnlyList<JournalEntry>>(
        () =>
            [.. Directory.EnumerateFiles(_folder).Select(file => new JournalEntry(WorkerOf(file), SequencesOf(job, file)))
            .Where(entry => entry.Sequences.Count > 0)],
        cancellationToken);

    public Task<int> DeleteRecordedBeforeAsync(DateTimeOffset moment, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            string[] old = [.. Directory.EnumerateFiles(_folder).Where(file => File.GetLastWriteTimeUtc(file) < moment.UtcDateTime)];
            foreach (string file in old) Delete(file);
            return old.Length;
        },
        cancellationToken);

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (SafeFileHandle file in _open.Values) file.Dispose();
            _open.Clear();
        }
    }

    private static string LineOf(ItemKey item) =>
        string.Create(CultureInfo.InvariantCulture, $"{item.Job} {item.Sequence}").PadRight(LineBytes - 1) + '\n';

    private static WorkerId WorkerOf(string file) => new(SiloAddress.FromParsableString(Uri.UnescapeDataString(Path.GetFileName(file))));

    private static List<int> SequencesOf(JobId job, string file)
    {
        string prefix = $"{job} ";
        List<int> sequences = [];
        try
        {
            foreach (string line in File.ReadLines(file))
            {
                // After a power failure the file may contain anything.
                if (line.StartsWith(prefix, StringComparison.Ordinal)
                    && int.TryParse(
                        line.AsSpan(prefix.Length), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture,
                        out int sequence)) sequences.Add(sequence);
            }
        }
        catch (FileNotFoundException)
        {
            // its worker has just drained
        }

        return sequences;
    }

    private SafeFileHandle FileOf(WorkerId worker)
    {
        if (_open.TryGetValue(worker, out SafeFileHandle? file)) return file;
        return _open[worker] = File.OpenHandle(PathOf(worker), FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
    }

    private void Delete(string path)
    {
        lock (_gate)
        {
            if (_open.Remove(WorkerOf(path), out SafeFileHandle? file)) file.Dispose();
            File.Delete(path);
        }
    }

    private string PathOf(WorkerId worker) => Path.Combine(_folder, Uri.EscapeDataString(worker.Silo.ToParsableString()));
}
