using System.Collections.Concurrent;
using System.Reflection;
using JpegReducer.Interfaces;

namespace JpegReducer.Hosting.GrainCalls;

/// <summary>
/// Retries calls of <see cref="IdempotentAttribute"/> methods that fail for a transient reason, with exponential back-off and jitter, for
/// up to half a minute. Calls that grains make are not retried: a grain that waits would block others, and has rules of its own.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="random">A number from 0 to 1, for the jitter.</param>
internal sealed class IdempotentCallRetry(TimeProvider time, Func<double> random) : IOutgoingGrainCallFilter
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<MethodInfo, bool> _isIdempotent = [];

    /// <inheritdoc/>
    public Task Invoke(IOutgoingGrainCallContext context) => context.SourceContext is null && IsIdempotent(context.InterfaceMethod)
        ? InvokeWithRetryAsync(context)
        : context.Invoke();

    private bool IsIdempotent(MethodInfo method) => _isIdempotent.GetOrAdd(method, key => key.IsDefined(typeof(IdempotentAttribute)));

    private async Task InvokeWithRetryAsync(IOutgoingGrainCallContext context)
    {
        long began = time.GetTimestamp();
        for (TimeSpan pause = FirstPause; ; pause = pause * 2 < MaxPause ? pause * 2 : MaxPause)
        {
            try
            {
                await context.Invoke();
                if (context.Response?.Exception is not { } failure || !MayRetry(failure, began)) return;
            }
            catch (Exception exception) when (MayRetry(exception, began))
            {
                // Tried again below.
            }

            await Task.Delay(pause + (pause * random()), time);
        }
    }

    private bool MayRetry(Exception failure, long began) => TransientFailures.Include(failure) && time.GetElapsedTime(began) < Deadline;
}
