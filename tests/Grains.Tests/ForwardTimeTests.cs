using JpegReducer.Grains.Resilience;

namespace JpegReducer.Grains.Tests;

public sealed class ForwardTimeTests
{
    private readonly SetTime _machine = new();
    private readonly ForwardTime _time;

    public ForwardTimeTests() => _time = new ForwardTime(_machine);

    [Fact]
    public void A_clock_that_is_set_back_continues_from_its_latest_time()
    {
        DateTimeOffset before = _time.GetUtcNow();

        _machine.SetBy = -TimeSpan.FromDays(1);

        Assert.InRange(_time.GetUtcNow() - before, TimeSpan.Zero, TimeSpan.FromHours(1));
        Assert.InRange(_time.SetBackBy, TimeSpan.FromHours(23), TimeSpan.FromHours(25));
        Assert.InRange(before - _time.TimeOfDay, TimeSpan.FromHours(23), TimeSpan.FromHours(25));
    }

    [Fact]
    public void A_clock_that_is_set_forward_is_followed()
    {
        DateTimeOffset before = _time.GetUtcNow();

        _machine.SetBy = TimeSpan.FromDays(1);

        Assert.InRange(_time.GetUtcNow() - before, TimeSpan.FromHours(23), TimeSpan.FromHours(25));
        Assert.InRange(_time.SetBackBy, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    private sealed class SetTime : TimeProvider
    {
        public TimeSpan SetBy { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + SetBy;
    }
}
