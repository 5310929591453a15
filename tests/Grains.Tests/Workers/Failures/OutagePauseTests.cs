using JpegReducer.Grains.Workers.Failures;
using Microsoft.Extensions.Time.Testing;

namespace JpegReducer.Grains.Tests.Workers.Failures;

public sealed class OutagePauseTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly OutagePause _pause;

    public OutagePauseTests() => _pause = new OutagePause(new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15), random: () => 1), _time);

    [Fact]
    public void Pauses_grow_while_attempts_fail_up_to_the_maximum()
    {
        List<double> pauses = [];
        for (int i = 0; i < 6; i++) pauses.Add(Fail());

        Assert.Equal([1, 2, 4, 8, 15, 15], pauses);
    }

    [Fact]
    public void What_fails_during_a_pause_does_not_prolong_it()
    {
        _pause.Failed();
        _time.Advance(TimeSpan.FromSeconds(0.9));
        for (int i = 0; i < 100; i++) _pause.Failed();

        _time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.False(_pause.IsOn);
    }

    [Fact]
    public void A_success_ends_the_pause_and_the_next_one_is_short_again()
    {
        for (int i = 0; i < 4; i++) Fail();
        _pause.Failed();

        _pause.Succeeded();

        Assert.False(_pause.IsOn);
        Assert.Equal(1, Fail());
    }

    /// <summary>Fails once, and waits the pause out.</summary>
    private double Fail()
    {
        DateTimeOffset began = _time.GetUtcNow();
        _pause.Failed();
        while (_pause.IsOn) _time.Advance(TimeSpan.FromSeconds(0.5));
        return (_time.GetUtcNow() - began).TotalSeconds;
    }
}
