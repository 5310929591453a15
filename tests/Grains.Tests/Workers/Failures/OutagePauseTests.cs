using JpegReducer.Grains.Resilience;
using JpegReducer.Grains.Workers.Failures;
using Microsoft.Extensions.Time.Testing;

namespace JpegReducer.Grains.Tests.Workers.Failures;

public sealed class OutagePauseTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly OutagePause _pause;

    public OutagePauseTests() =>
        _pause = new OutagePause(new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15), random: () => 1), _time);

    [Fact]
    public void Pauses_grow_while_attempts_fail_up_to_the_maximum()
    {
        List<double> pauses = [];
        for (int i = 0; i < 6; i++) pauses.Add(Fail());

        Assert.Equal([1, 2, 4, 8, 15, 15], pauses);
    }

    [Fact]
    public void Failures_during_a_pause_do_not_extend_it()
    {
        _pause.ReportFailure();
        _time.Advance(TimeSpan.FromSeconds(0.9));
        for (int i = 0; i < 100; i++) _pause.ReportFailure();

        _time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.False(_pause.IsActive);
    }

    [Fact]
    public void A_success_ends_the_pause_and_the_next_one_is_short_again()
    {
        for (int i = 0; i < 4; i++) Fail();
        _pause.ReportFailure();

        _pause.ReportSuccess();

        Assert.False(_pause.IsActive);
        Assert.Equal(1, Fail());
    }

    /// <summary>Fails once, and waits until the pause is over. Returns its seconds.</summary>
    private double Fail()
    {
        DateTimeOffset startedAt = _time.GetUtcNow();
        _pause.ReportFailure();
        while (_pause.IsActive) _time.Advance(TimeSpan.FromSeconds(0.5));
        return (_time.GetUtcNow() - startedAt).TotalSeconds;
    }
}
