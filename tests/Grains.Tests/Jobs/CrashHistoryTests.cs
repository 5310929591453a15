using System.Net;
using JpegReducer.Grains.Jobs;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Storage.Records;

namespace JpegReducer.Grains.Tests.Jobs;

public sealed class CrashHistoryTests
{
    private static readonly WorkerId One = Worker(1);
    private static readonly WorkerId Two = Worker(2);
    private static readonly WorkerId Three = Worker(3);

    private readonly HashSet<WorkerId> _dead = [];
    private readonly CrashHistory _crashes;

    public CrashHistoryTests() => _crashes = new CrashHistory(_dead.Contains);

    [Fact]
    public void An_item_of_live_workers_has_no_crashes()
    {
        _crashes.Load([Entry(One, 7), Entry(Two, 7)]);

        Assert.Equal(0, _crashes.CountCrashes(7));
    }

    [Fact]
    public void Each_dead_worker_counts_for_the_items_it_had_in_flight_and_no_others()
    {
        _crashes.Load([Entry(One, 6, 7), Entry(Two, 7, 8), Entry(Three, 7)]);

        _dead.UnionWith([One, Two]);

        Assert.Equal([1, 2, 1, 0], ((int[])[6, 7, 8, 9]).Select(_crashes.CountCrashes));
    }

    [Fact]
    public void A_silent_worker_counts_once_even_before_membership_declares_it_dead()
    {
        _crashes.Load([Entry(One, 7)]);

        _crashes.Suspect(One);
        int silent = _crashes.CountCrashes(7);
        _dead.Add(One);

        Assert.Equal((1, 1), (silent, _crashes.CountCrashes(7)));
    }

    [Fact]
    public void A_worker_that_calls_again_does_not_count()
    {
        _crashes.Load([Entry(One, 7)]);
        _crashes.Suspect(One);

        _crashes.MarkAlive(One);

        Assert.Equal(0, _crashes.CountCrashes(7));
    }

    [Fact]
    public void A_job_that_was_activated_again_suspects_every_worker_until_it_calls()
    {
        _crashes.Load([Entry(One, 7), Entry(Two, 7)]);

        _crashes.SuspectAll();
        int before = _crashes.CountCrashes(7);
        _crashes.MarkAlive(Two);

        Assert.Equal((2, 1), (before, _crashes.CountCrashes(7)));
    }

    [Fact]
    public void Journal_entries_replace_those_that_were_loaded_before()
    {
        _crashes.Load([Entry(One, 7)]);
        _dead.Add(One);

        _crashes.Load([Entry(One, 8)]);

        Assert.Equal((0, 1), (_crashes.CountCrashes(7), _crashes.CountCrashes(8)));
    }

    private static WorkerId Worker(int port) => new(SiloAddress.New(IPAddress.Loopback, port, 1));

    private static JournalEntry Entry(WorkerId worker, params int[] sequences) => new(worker, sequences);
}
