using System.Net;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Storage.Records;
using static JpegReducer.Storage.Tests.Records.LedgerSamples;

namespace JpegReducer.Storage.Tests.Records;

/// <summary>The contract of every work journal.</summary>
public abstract class WorkJournalContract
{
    protected static readonly WorkerId One = new(SiloAddress.New(IPAddress.Loopback, 11_111, 1));
    protected static readonly WorkerId Two = new(SiloAddress.New(IPAddress.IPv6Loopback, 11_112, 2));
    protected static readonly JobId Job = JobId.New(Now);
    private static readonly JobId Other = JobId.New(Now);

    protected abstract IWorkJournal Journal { get; }

    [Fact]
    public async Task A_job_without_items_in_flight_has_no_entries()
    {
        await Journal.RecordAsync(One, [new ItemKey(Other, 1)], Now, default);

        Assert.Empty(await Journal.ReadAsync(Job, default));
    }

    [Fact]
    public async Task Workers_with_items_of_a_job_in_flight_are_returned_without_those_of_other_jobs()
    {
        await Journal.RecordAsync(One, [new ItemKey(Job, 0), new ItemKey(Other, 1), new ItemKey(Job, int.MaxValue)], Now, default);
        await Journal.RecordAsync(Two, [new ItemKey(Job, 0)], Now, default);

        Assert.Equal([0, int.MaxValue], (await FindAsync(One)).Order());
        Assert.Equal([0], await FindAsync(Two));
    }

    [Fact]
    public async Task A_record_replaces_the_workers_previous_one()
    {
        await Journal.RecordAsync(One, [new ItemKey(Job, 0), new ItemKey(Job, 1)], Now, default);

        await Journal.RecordAsync(One, [new ItemKey(Job, 2)], Now, default);

        Assert.Equal([2], await FindAsync(One));
    }

    [Fact]
    public async Task A_restarted_silo_has_a_separate_entry()
    {
        WorkerId again = new(SiloAddress.New(One.Silo.Endpoint, One.Silo.Generation + 1));
        await Journal.RecordAsync(One, [new ItemKey(Job, 0)], Now, default);

        await Journal.RecordAsync(again, [new ItemKey(Job, 1)], Now, default);

        Assert.Equal([0], await FindAsync(One));
        Assert.Equal([1], await FindAsync(again));
    }

    [Fact]
    public async Task The_entry_of_a_drained_worker_is_removed_and_removing_a_missing_one_succeeds()
    {
        await Journal.RecordAsync(One, [new ItemKey(Job, 0)], Now, default);

        await Journal.RemoveAsync(One, default);
        await Journal.RemoveAsync(Two, default);

        Assert.Empty(await Journal.ReadAsync(Job, default));
    }

    [Fact]
    public async Task Entries_recorded_before_a_time_are_deleted_and_others_are_kept()
    {
        await Journal.RecordAsync(One, [new ItemKey(Job, 0)], Now, default);
        await Journal.RecordAsync(Two, [new ItemKey(Job, 1)], Now.AddHours(1), default);

        int deleted = await Journal.DeleteRecordedBeforeAsync(Now.AddHours(1), default);

        Assert.Equal(1, deleted);
        Assert.Equal([Two], (await Journal.ReadAsync(Job, default)).Select(entry => entry.Worker));
    }

    [Fact]
    public async Task A_worker_may_have_no_items_in_flight()
    {
        await Journal.RecordAsync(One, [new ItemKey(Job, 0)], Now, default);

        await Journal.RecordAsync(One, [], Now, default);

        Assert.Empty(await Journal.ReadAsync(Job, default));
    }

    protected async Task<IEnumerable<int>> FindAsync(WorkerId worker) =>
        (await Journal.ReadAsync(Job, default)).Single(entry => entry.Worker == worker).Sequences;
}
