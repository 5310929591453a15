using JpegReducer.Grains.Accounts.Usage;
using JpegReducer.Interfaces.Accounts.Usage;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using Microsoft.Extensions.Time.Testing;

namespace JpegReducer.Grains.Tests.Accounts.Usage;

public sealed class UsageLedgerTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 10, 12, 0, 0, TimeSpan.Zero));
    private readonly UsageState _state = new();
    private readonly UsageLedger _usage;
    private readonly JobId _first, _second;

    public UsageLedgerTests()
    {
        _usage = new UsageLedger(_state, _time);
        (_first, _second) = (JobId.New(_time.GetUtcNow()), JobId.New(_time.GetUtcNow()));
    }

    [Fact]
    public void Without_a_limit_every_reservation_is_granted_and_none_is_outstanding()
    {
        ReserveResult result = _usage.Reserve(_first, 1_000_000, 1);

        Assert.True(result.Granted);
        Assert.True(_usage.Contains(_first));
        Assert.Equal(0, _usage.ToUsage().Reserved);
    }

    [Fact]
    public void A_reservation_counts_what_other_jobs_have_reserved_and_what_was_charged_this_month()
    {
        _usage.MonthlyLimit = 10;
        _usage.Reserve(_first, 4, 1);
        _usage.Book(_first, Totals(reduced: 3), isFinal: false);

        Assert.Equal(new ReserveResult(false, 6), _usage.Reserve(_second, 7, 1));
        Assert.Equal(new ReserveResult(true, 6), _usage.Reserve(_second, 6, 1));
        Assert.Equal(7, _usage.ToUsage().Reserved);
    }

    [Fact]
    public void Items_with_several_outputs_reserve_a_credit_for_each_until_they_have_ended()
    {
        _usage.MonthlyLimit = 10;

        Assert.Equal(new ReserveResult(false, 10), _usage.Reserve(_first, 6, 2));
        Assert.Equal(new ReserveResult(true, 10), _usage.Reserve(_first, 5, 2));
        _usage.Book(_first, Totals(reduced: 3), isFinal: false); // which charges three credits of six

        Assert.Equal(4, _usage.ToUsage().Reserved);
        Assert.Equal(new ReserveResult(true, 3), _usage.Reserve(_second, 3, 1));
    }

    [Fact]
    public void A_refused_reservation_leaves_the_previous_one_unchanged()
    {
        _usage.MonthlyLimit = 10;
        _usage.Reserve(_first, 8, 1);

        Assert.False(_usage.Reserve(_first, 11, 1).Granted);

        Assert.Equal(8, _usage.ToUsage().Reserved);
    }

    [Fact]
    public void A_reservation_is_the_number_of_all_items_so_that_a_repeated_call_changes_nothing()
    {
        _usage.MonthlyLimit = 10;

        Assert.True(_usage.Reserve(_first, 10, 1).Granted);
        Assert.True(_usage.Reserve(_first, 10, 1).Granted);

        Assert.Equal(10, _usage.ToUsage().Reserved);
    }

    [Fact]
    public void Items_that_have_ended_need_no_quota_when_a_job_grows()
    {
        _usage.MonthlyLimit = 10;
        _usage.Reserve(_first, 8, 1);
        _usage.Book(_first, Totals(reduced: 0, kept: 8), isFinal: false);

        Assert.True(_usage.Reserve(_first, 18, 1).Granted);
        Assert.False(_usage.Reserve(_first, 19, 1).Granted);
    }

    [Fact]
    public void Final_totals_release_the_rest_of_the_reservation()
    {
        _usage.MonthlyLimit = 10;
        _usage.Reserve(_first, 10, 1);

        _usage.Book(_first, Totals(reduced: 2), isFinal: true);

        Assert.Equal(0, _usage.ToUsage().Reserved);
        Assert.Equal(new ReserveResult(true, 8), _usage.Reserve(_second, 8, 1));
    }

    [Fact]
    public void Totals_are_cumulative_and_count_once()
    {
        _usage.Book(_first, Totals(reduced: 2), isFinal: false);
        _usage.Book(_first, Totals(reduced: 2), isFinal: false);
        _usage.Book(_first, Totals(reduced: 5), isFinal: false);
        _usage.Book(_first, Totals(reduced: 5), isFinal: true);

        Assert.Equal(new UsageTotals(5, 0, 0, 5, 500, 250), _usage.ToUsage().Total);
    }

    [Fact]
    public void Totals_that_arrive_late_do_not_reduce_what_was_booked()
    {
        _usage.Book(_first, Totals(reduced: 5), isFinal: false);
        _usage.Book(_first, Totals(reduced: 2), isFinal: false);
        _usage.Book(_first, Totals(reduced: 6), isFinal: false);

        Assert.Equal(6, _usage.ToUsage().Total.Reduced);
    }

    [Fact]
    public void Usage_is_summed_by_day_and_the_month_starts_at_zero_on_its_first_day()
    {
        _usage.MonthlyLimit = 10;
        _usage.Book(_first, Totals(reduced: 4), isFinal: false);
        _time.SetUtcNow(new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero));
        _usage.Book(_first, Totals(reduced: 7), isFinal: true);

        AccountUsage usage = _usage.ToUsage();

        Assert.Equal([(new DateOnly(2026, 1, 10), 4L), (new DateOnly(2026, 2, 1), 3L)], usage.Days.Select(day => (day.Day, day.Totals.Charged)));
        Assert.Equal((7, 3), (usage.Total.Charged, usage.Month.Charged));
        Assert.Equal(new ReserveResult(true, 7), _usage.Reserve(_second, 7, 1));
    }

    [Fact]
    public void The_forty_newest_days_are_kept_and_the_total_covers_all()
    {
        for (int day = 1; day <= 50; day++)
        {
            _usage.Book(_first, Totals(reduced: day), isFinal: false);
            _time.Advance(TimeSpan.FromDays(1));
        }

        AccountUsage usage = _usage.ToUsage();

        Assert.Equal(UsageLedger.DaysKept, usage.Days.Length);
        Assert.Equal(new DateOnly(2026, 1, 20), usage.Days[0].Day);
        Assert.Equal(50, usage.Total.Charged);
    }

    [Fact]
    public void A_removed_job_has_no_entry_and_its_usage_stays()
    {
        _usage.Book(_first, Totals(reduced: 5), isFinal: true);
        int removals = _usage.Removals;

        _usage.Remove(_first);

        Assert.False(_usage.Contains(_first));
        Assert.NotEqual(removals, _usage.Removals);
        Assert.Equal(5, _usage.ToUsage().Total.Reduced);
    }

    [Fact]
    public void Entries_of_jobs_are_removed_by_age()
    {
        _usage.Reserve(_first, 1, 1);
        _time.Advance(TimeSpan.FromDays(41));
        _usage.Reserve(_second, 1, 1);

        _usage.RemoveOlderThan(_time.GetUtcNow() - TimeSpan.FromDays(40));

        Assert.Equal((false, true), (_usage.Contains(_first), _usage.Contains(_second)));
    }

    private static JobTotals Totals(int reduced, int kept = 0) =>
        new(Items: reduced + kept, reduced, kept, Failed: 0, Cancelled: 0, Charged: reduced, BytesIn: 100 * reduced, BytesOut: 50 * reduced);
}
