using JpegReducer.Grains.Resilience;

namespace JpegReducer.Grains.Tests;

public sealed class BackoffTests
{
    [Fact]
    public void The_pause_is_random_up_to_a_bound_that_doubles_to_its_maximum()
    {
        double random = 1;
        Backoff backoff = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30), () => random);

        Assert.Equal([2, 4, 8, 16, 30, 30], Enumerable.Range(1, 6).Select(failures => backoff.Delay(failures).TotalSeconds));
        Assert.Equal(30, backoff.Delay(100_000).TotalSeconds);
        random = 0.25;
        Assert.Equal(1, backoff.Delay(2).TotalSeconds);
        random = 0;
        Assert.Equal(TimeSpan.Zero, backoff.Delay(5));
    }
}
