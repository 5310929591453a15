using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JpegReducer.ServiceDefaults.Logging;

/// <summary>
/// Keeps recurring faults from filling the log, in our code and in Orleans: an unavailable database causes errors in every request and
/// every background loop.
/// </summary>
internal sealed class RecurringLoggerFactory : ILoggerFactory
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly ILoggerFactory _inner;
    private readonly RecurringLogFilter _filter;
    private readonly StartState _start;
    private readonly ITimer _timer;

    /// <summary>Wraps a factory, which is disposed with this one.</summary>
    public RecurringLoggerFactory(ILoggerFactory inner, TimeProvider time, StartState? start = null)
    {
        _inner = inner;
        _start = start ?? new StartState();
        _filter = new RecurringLogFilter(time);
        _timer = time.CreateTimer(_ => LogSuppressed(isEnd: false), null, Period, Period);
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) =>
        new RecurringLogger(categoryName, _inner.CreateLogger(categoryName), _filter, _start);

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => _inner.AddProvider(provider);

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        LogSuppressed(isEnd: true);
        _inner.Dispose();
    }

    [SuppressMessage(
        "Performance", "CA1848:Use the LoggerMessage delegates",
        Justification = "Level and event id are those of the recurring fault, known only at run time.")]
    [SuppressMessage(
        "Performance", "CA1873:Avoid potentially expensive logging",
        Justification = "Runs once a minute, and only for what was logged before.")]
    private void LogSuppressed(bool isEnd)
    {
        foreach ((FaultKey key, int times, string latest) in _filter.TakeSuppressed(isEnd))
        {
            _inner.CreateLogger(key.Category)
                .Log(
                key.Level, new EventId(key.EventId, key.EventName), "{Times} more times within a minute, most recently: {Message}", times,
                latest);
        }
    }
}

/// <summary>Applies the filter to warnings and errors.</summary>
internal sealed class RecurringLogger(string category, ILogger inner, RecurringLogFilter filter, StartState start) : ILogger
{
    private const string Host = "Microsoft.Extensions.Hosting.Internal.Host";

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        // A failed start is explained by one sentence on the standard error, and an interrupted one has not failed.
        if (exception is not null && logLevel >= LogLevel.Warning && (start.IsInterrupted || (start.IsStarting && category == Host)))
            logLevel = LogLevel.Debug;

        if (logLevel < LogLevel.Warning || !inner.IsEnabled(logLevel))
        {
            if (inner.IsEnabled(logLevel)) inner.Log(logLevel, eventId, state, exception, formatter);
            return;
        }

        Exception? cause = exception?.GetBaseException();
        FaultKey key = new(category, logLevel, eventId.Id, eventId.Name, exception?.GetType(), cause?.GetType());
        string message = formatter(state, exception);
        if (filter.ShouldLog(key, cause is null ? message : $"{message} ({cause.Message})"))
            inner.Log(logLevel, eventId, state, exception, formatter);
    }
}

/// <summary>Adds the filter to all loggers.</summary>
internal static class RecurringLogging
{
    /// <summary>Replaces the logger factory with one that filters.</summary>
    public static void AddRecurringLogFilter(this ILoggingBuilder logging)
    {
        logging.Services.TryAddSingleton<StartState>();
        logging.Services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(provider => new RecurringLoggerFactory(
            new LoggerFactory(
                provider.GetServices<ILoggerProvider>(),
                provider.GetRequiredService<IOptionsMonitor<LoggerFilterOptions>>(),
                provider.GetService<IOptions<LoggerFactoryOptions>>(),
                provider.GetService<IExternalScopeProvider>()),
            TimeProvider.System,
            provider.GetRequiredService<StartState>())));
    }
}
