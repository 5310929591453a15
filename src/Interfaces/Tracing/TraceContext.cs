using System.Diagnostics;

namespace JpegReducer.Interfaces.Tracing;

/// <summary>The trace context that travels with items: a W3C <c>traceparent</c>.</summary>
public static class TraceContext
{
    /// <summary>The context of the current activity; <see langword="null"/> if there is none or it is not recorded.</summary>
    public static string? Current => Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;
}
