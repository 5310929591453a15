using System.Net;
using JpegReducer.Grains.Workers;
using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Records;
using Microsoft.Extensions.Logging.Abstractions;

namespace JpegReducer.Grains.Tests.Workers;

public sealed class JournalWriterTests
{
    private static readonly WorkerId Worker = new(SiloAddress.New(IPAddress.Loopback, 1, 1));
    private static readonly WorkGrant Grant = new(JobId.New(DateTimeOffset.UnixEpoch), AccountId.Local, JobPriority.Bulk, 1);

    private readonly InFlightItems _held = new();
    private readonly GatedJournal _journal = new();
    private readonly JournalWriter _writer;

    public JournalWriterTests() => _writer = new JournalWriter(_journal, TimeProvider.System, NullLogger<JournalWriter>.Instance);

    [Fact]
    public async Task Items_that_are_taken_during_a_write_share_the_next()
    {
        Task first = Take(0);
        await _journal.Gates.HasBegunAsync(1);
        Task[] during = [.. Enumerable.Range(1, 50).Select(Take)];

        _journal.Gates.Finish(0);
        await first;
        await _journal.Gates.HasBegunAsync(2);
        Assert.All(during, note => Assert.False(note.IsCompleted));
        _journal.Gates.Finish(1);
        await Task.WhenAll(during);

        Assert.Equal([1, 51], _journal.Notes.Select(note => note.Count));
    }

    [Fact]
    public async Task A_write_that_fails_fails_for_those_who_waited_for_it_and_for_nobody_else()
    {
        Task first = Take(0);
        await _journal.Gates.HasBegunAsync(1);
        Task second = Take(1);

        _journal.Gates.Fail(0);
        await Assert.ThrowsAsync<IOException>(() => first);
        await _journal.Gates.HasBegunAsync(2);
        _journal.Gates.Finish(1);

        await second;
    }

    [Fact]
    public async Task The_entry_goes_after_the_last_write_of_it()
    {
        Task note = Take(0);
        await _journal.Gates.HasBegunAsync(1);

        Task forget = _writer.RemoveAsync(Worker);
        bool early = _journal.IsForgotten;
        _journal.Gates.Finish(0);
        await note;
        await forget;

        Assert.Equal((false, true), (early, _journal.IsForgotten));
    }

    private Task Take(int sequence)
    {
        _held.Add(Grant, sequence);
        return _writer.RecordAsync(Worker, _held);
    }

    /// <summary>A journal whose writes end when the test says so.</summary>
    private sealed class GatedJournal : IWorkJournal
    {
        public Gates Gates { get; } = new();

        public List<IReadOnlyCollection<ItemKey>> Notes { get; } = [];

        public bool IsForgotten { get; private set; }

        public Task RecordAsync(WorkerId worker, IReadOnlyCollection<ItemKey> items, DateTimeOffset now, CancellationToken cancellationToken)
        {
            Notes.Add(items);
            return Gates.EnterAsync();
        }

        public Task RemoveAsync(WorkerId worker, CancellationToken cancellationToken)
        {
            IsForgotten = true;
            return Task.CompletedTask;
        }

        public Task<IReadOnlyList<JournalEntry>> ReadAsync(JobId job, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<int> DeleteRecordedBeforeAsync(DateTimeOffset moment, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
