using JpegReducer.Grains.Resilience;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace JpegReducer.Grains.Tests;

public sealed class RecurringFaultsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Lines _lines = new();
    private readonly RecurringFaults _faults;

    public RecurringFaultsTests() => _faults = new RecurringFaults(_time, _lines);

    [Fact]
    public void The_caller_logs_the_first_and_later_ones_are_one_line_per_minute()
    {
        bool[] first = [.. Enumerable.Range(0, 1_000).Select(i => _faults.IsFirst("Storage failed", $"item {i}"))];
        _time.Advance(TimeSpan.FromMinutes(1));
        bool[] second = [.. Enumerable.Range(0, 10).Select(i => _faults.IsFirst("Storage failed", $"item {i}"))];
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal((1, 0), (first.Count(one => one), second.Count(one => one)));
        Assert.Equal(
            ["Storage failed: 999 more times within a minute, most recently: item 999",
            "Storage failed: 10 more times within a minute, most recently: item 9"], _lines);
    }

    [Fact]
    public void After_a_minute_without_occurrences_a_fault_is_logged_in_full_again()
    {
        _faults.IsFirst("Storage failed", "a");
        _time.Advance(TimeSpan.FromMinutes(2));

        Assert.True(_faults.IsFirst("Storage failed", "b"));
        Assert.Empty(_lines);
    }

    [Fact]
    public void Faults_of_two_kinds_are_counted_separately()
    {
        Assert.True(_faults.IsFirst("Storage failed", "a"));
        Assert.True(_faults.IsFirst("Asking failed", "a"));
    }

    public void Dispose() => _faults.Dispose();

    private sealed class Lines : List<string>, ILogger<RecurringFaults>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Add(formatter(state, exception));
    }
}
