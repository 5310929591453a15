using JpegReducer.Grains.Workers.Sources;

namespace JpegReducer.Grains.Tests.Workers.Sources;

public sealed class MemoryBudgetTests
{
    private readonly MemoryBudget _budget = new(bytes: 100);

    [Fact]
    public async Task Memory_that_is_free_is_reserved_immediately()
    {
        Task<IDisposable> first = _budget.ReserveAsync(60), second = _budget.ReserveAsync(40);

        Assert.True(first.IsCompletedSuccessfully && second.IsCompletedSuccessfully);
        (await first).Dispose();
        (await second).Dispose();
    }

    [Fact]
    public async Task A_reservation_that_does_not_fit_waits_until_enough_is_released()
    {
        IDisposable first = await _budget.ReserveAsync(60);
        Task<IDisposable> second = _budget.ReserveAsync(60);
        Assert.False(second.IsCompleted);

        first.Dispose();

        (await second).Dispose();
    }

    [Fact]
    public async Task An_image_larger_than_the_whole_budget_is_reduced_alone()
    {
        IDisposable small = await _budget.ReserveAsync(1);
        Task<IDisposable> huge = _budget.ReserveAsync(1_000);
        Assert.False(huge.IsCompleted);

        small.Dispose();
        using IDisposable reservation = await huge;

        Assert.False(_budget.ReserveAsync(1).IsCompleted);
    }

    [Fact]
    public async Task Small_images_do_not_starve_a_large_one()
    {
        IDisposable first = await _budget.ReserveAsync(50);
        Task<IDisposable> large = _budget.ReserveAsync(100), small = _budget.ReserveAsync(10);

        Assert.False(small.IsCompleted); // although it would fit
        first.Dispose();
        (await large).Dispose();

        (await small).Dispose();
    }

    [Fact]
    public async Task Disposing_twice_releases_the_memory_once()
    {
        IDisposable first = await _budget.ReserveAsync(100);

        first.Dispose();
        first.Dispose();
        await _budget.ReserveAsync(100);

        Assert.False(_budget.ReserveAsync(1).IsCompleted);
    }
}
