using JpegReducer.Grains.Workers;

namespace JpegReducer.Grains.Tests.Workers;

public sealed class MemoryGateTests
{
    private readonly MemoryGate _gate = new(budget: 100);

    [Fact]
    public async Task What_fits_enters_at_once()
    {
        Task<IDisposable> first = _gate.EnterAsync(60), second = _gate.EnterAsync(40);

        Assert.True(first.IsCompletedSuccessfully && second.IsCompletedSuccessfully);
        (await first).Dispose();
        (await second).Dispose();
    }

    [Fact]
    public async Task What_does_not_fit_waits_until_enough_has_left()
    {
        IDisposable first = await _gate.EnterAsync(60);
        Task<IDisposable> second = _gate.EnterAsync(60);
        Assert.False(second.IsCompleted);

        first.Dispose();

        (await second).Dispose();
    }

    [Fact]
    public async Task An_image_larger_than_the_whole_budget_enters_alone()
    {
        IDisposable small = await _gate.EnterAsync(1);
        Task<IDisposable> huge = _gate.EnterAsync(1_000);
        Assert.False(huge.IsCompleted);

        small.Dispose();
        using IDisposable room = await huge;

        Assert.False(_gate.EnterAsync(1).IsCompleted);
    }

    [Fact]
    public async Task Small_ones_do_not_starve_a_large_one()
    {
        IDisposable first = await _gate.EnterAsync(50);
        Task<IDisposable> large = _gate.EnterAsync(100), small = _gate.EnterAsync(10);

        Assert.False(small.IsCompleted); // although it would fit
        first.Dispose();
        (await large).Dispose();

        (await small).Dispose();
    }

    [Fact]
    public async Task Leaving_twice_gives_room_back_once()
    {
        IDisposable first = await _gate.EnterAsync(100);

        first.Dispose();
        first.Dispose();
        await _gate.EnterAsync(100);

        Assert.False(_gate.EnterAsync(1).IsCompleted);
    }
}
