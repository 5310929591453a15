using System.Collections.Concurrent;
using JpegReducer.ServiceDefaults.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace JpegReducer.Silo.Tests;

/// <summary>Recurring faults are logged once a minute, with a count.</summary>
public sealed class RecurringLogTests : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _written = new();
    private readonly FakeTimeProvider _time = new();
    private readonly RecurringLoggerFactory _factory;
    private readonly ILogger _logger;

    public RecurringLogTests()
    {
        _factory = new RecurringLoggerFactory(new LoggerFactory([this]), _time);
        _logger = _factory.CreateLogger("category");
    }

    [Fact]
    public void A_fault_with_an_exception_is_logged_once_a_minute_with_any_message()
    {
        for (int i = 0; i < 1000; i++) _logger.LogError(7, new IOException("disk"), "Request {Number} failed", i);
        _time.Advance(TimeSpan.FromMinutes(1));
        for (int i = 0; i < 10; i++) _logger.LogError(7, new IOException("disk"), "Request {Number} failed", i);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(
            ["Request 0 failed", "999 more times within a minute, most recently: Request 999 failed (disk)",
                "10 more times within a minute, most recently: Request 9 failed (disk)"],
            _written);
    }

    [Fact]
    public void A_fault_that_recurs_after_a_pause_is_logged_in_full()
    {
        _logger.LogError(7, new IOException("disk"), "Request failed");
        _time.Advance(TimeSpan.FromMinutes(1));
        _logger.LogError(7, new IOException("disk"), "Request failed");

        Assert.Equal(["Request failed", "Request failed"], _written);
    }

    [Fact]
    public void Different_events_exceptions_and_messages_are_distinguished_and_information_is_never_suppressed()
    {
        _logger.LogError(7, new IOException(), "a");
        _logger.LogError(7, new TimeoutException(), "b");
        _logger.LogError(8, new IOException(), "c");
        for (int i = 0; i < 10; i++) _logger.LogWarning(9, "job {Job} lost a worker", i % 3);
        for (int i = 0; i < 100; i++) _logger.LogInformation(10, "job done");

        Assert.Equal(3 + 3 + 100, _written.Count);
    }

    [Fact]
    public void Suppressed_entries_are_logged_at_the_end()
    {
        for (int i = 0; i < 3; i++) _logger.LogWarning(7, "away");
        _factory.Dispose();

        Assert.Equal(["away", "2 more times within a minute, most recently: away"], _written);
    }

    ILogger ILoggerProvider.CreateLogger(string categoryName) => this;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _written.Enqueue(formatter(state, exception));

    public void Dispose() => _factory.Dispose();
}
