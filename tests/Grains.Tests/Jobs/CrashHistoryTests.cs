using System.Net;
using JpegReducer.Grains.Jobs;
using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Storage.Records;

namespace JpegReducer.Grains.Tests.Jobs;

public sealed class CrashHistoryTests
{
    private static readonly WorkerId One = Worker(1);
    private static readonly WorkerId Two = Worker(2);
    private static readonly WorkerId Three = Worker(3);

    private readonly HashSet<WorkerId> _gone = [];
    private readonly CrashHistory _crashes;

    public CrashHistoryTests() => _crashes = new CrashHistory(_gone.Contains);

    [Fact]
    public void An_item_in_living_hands_is_not_lost()
    {
        _crashes.Load([Entry(One, 7), Entry(Two, 7)]);

        Assert.Equal(0, _crashes.CountCrashes(7));
    }

    [Fact]
    public void Each_worker_that_is_gone_counts_for_what_it_had_in_hand_and_for_nothing_else()
    {
        _crashes.Load([Entry(One, 6, 7), Entry(Two, 7, 8), Entry(Three, 7)]);

        _gone.UnionWith([One, Two]);

        Assert.Equal([1, 2, 1, 0], ((int[])[6, 7, 8, 9]).Select(_crashes.CountCrashes));
    }

    [Fact]
    public void A_worker_that_fell_silent_counts_before_membership_has_given_it_up_and_once()
    {
        _crashes.Load([Entry(One, 7)]);

        _crashes.Suspect(One);
        int silent = _crashes.CountCrashes(7);
        _gone.Add(One);

        Assert.Equal((1, 1), (silent, _crashes.CountCrashes(7)));
    }

    [Fact]
    public void A_worker_that_is_heard_again_was_only_slow()
    {
        _crashes.Load([Entry(One, 7)]);
        _crashes.Suspect(One);

        _crashes.MarkAlive(One);

        Assert.Equal(0, _crashes.CountCrashes(7));
    }

    [Fact]
    public void A_job_that_has_come_to_another_silo_trusts_no_worker_until_it_speaks()
    {
        _crashes.Load([Entry(One, 7), Entry(Two, 7)]);

        _crashes.SuspectAll();
        int before = _crashes.CountCrashes(7);
        _crashes.MarkAlive(Two);

        Assert.Equal((2, 1), (before, _crashes.CountCrashes(7)));
    }

    [Fact]
    public void What_the_journal_says_replaces_what_it_said()
    {
        _crashes.Load([Entry(One, 7)]);
        _gone.Add(One);

        _crashes.Load([Entry(One, 8)]);

        Assert.Equal((0, 1), (_crashes.CountCrashes(7), _crashes.CountCrashes(8)));
    }

    private static WorkerId Worker(int port) => new(SiloAddress.New(IPAddress.Loopback, port, 1));

    private static JournalEntry Entry(WorkerId worker, params int[] sequences) => new(worker, sequences);
}
