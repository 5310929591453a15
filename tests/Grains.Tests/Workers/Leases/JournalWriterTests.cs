using System.Net;
using JpegReducer.Grains.Workers.Leases;
using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Records;
using Microsoft.Extensions.Logging.Abstractions;

namespace JpegReducer.Grains.Tests.Workers.Leases;

public sealed class JournalWriterTests
{
    private static readonly WorkerId Worker = new(SiloAddress.New(IPAddress.Loopback, 1, 1));
    private static readonly WorkGrant Grant = new(JobId.New(DateTimeOffset.UnixEpoch), AccountId.Local, JobPriority.Bulk, 1);

    private readonly InFlightItems _inFlight = new();
    private readonly GatedJournal _journal = new();
    private readonly JournalWriter _writer;

    public JournalWriterTests() => _writer = new JournalWriter(_journal, TimeProvider.System, NullLogger<JournalWriter>.Instance);

    [Fact]
    public async Task Items_that_are_leased_during_a_write_share_the_next()
    {
        Task first = Lease(0);
        await _journal.Gates.StartedAsync(1);
        Task[] during = [.. Enumerable.Range(1, 50).Select(Lease)];

        _journal.Gates.Finish(0);
        await first;
        await _journal.Gates.StartedAsync(2);
        Assert.All(during, record => Assert.False(record.IsCompleted));
        _journal.Gates.Finish(1);
        await Task.WhenAll(during);

        Assert.Equal([1, 51], _journal.Entries.Select(entry => entry.Count));
    }

    [Fact]
    public async Task A_write_that_fails_fails_only_for_the_callers_that_wait_for_it()
    {
        Task first = Lease(0);
        await _journal.Gates.StartedAsync(1);
        Task second = Lease(1);

        _journal.Gates.Fail(0);
        await Assert.ThrowsAsync<IOException>(() => first);
        await _journal.Gates.StartedAsync(2);
        _journal.Gates.Finish(1);

        await second;
    }

    [Fact]
    public async Task The_entry_is_removed_after_its_last_write()
    {
        Task record = Lease(0);
        await _journal.Gates.StartedAsync(1);

        Task removal = _writer.RemoveAsync(Worker);
        bool early = _journal.IsRemoved;
        _journal.Gates.Finish(0);
        await record;
        await removal;

        Assert.Equal((false, true), (early, _journal.IsRemoved));
    }

    private Task Lease(int sequence)
    {
        _inFlight.TryAdd(Grant, sequence);
        return _writer.RecordAsync(Worker, _inFlight);
    }

    /// <summary>A journal whose writes end when the test completes them.</summary>
    private sealed class GatedJournal : IWorkJournal
    {
        public Gates Gates { get; } = new();

        public List<IReadOnlyCollection<ItemKey>> Entries { get; } = [];

        public bool IsRemoved { get; private set; }

        public Task RecordAsync(
            WorkerId worker, IReadOnlyCollection<ItemKey> items, DateTimeOffset now, CancellationToken cancellationToken)
        {
            Entries.Add(items);
            return Gates.EnterAsync();
        }

        public Task RemoveAsync(WorkerId worker, CancellationToken cancellationToken)
        {
            IsRemoved = true;
            return Task.CompletedTask;
        }

        public Task<IReadOnlyList<JournalEntry>> ReadAsync(JobId job, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<int> DeleteRecordedBeforeAsync(DateTimeOffset moment, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
