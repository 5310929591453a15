using System.Diagnostics;

namespace JpegReducer.Grains.Tracing;

/// <summary>
/// The trace sources of the silo, one per feature. Telemetry registers every source and meter whose name starts with <c>JpegReducer.</c>.
/// </summary>
internal static class TraceSources
{
    /// <summary>The time that items wait for a worker.</summary>
    public static ActivitySource Jobs { get; } = new("JpegReducer.Jobs");

    /// <summary>Attempts at items and their steps.</summary>
    public static ActivitySource Workers { get; } = new("JpegReducer.Workers");

    /// <summary>Requests to customers' servers.</summary>
    public static ActivitySource Fetching { get; } = new("JpegReducer.Fetching");

    /// <summary>Starts a span below the current one. Starts none if there is no current span: an item that is not traced has no spans.</summary>
    public static Activity? StartChild(this ActivitySource source, string name) => Activity.Current is null ? null : source.StartActivity(name);

    /// <summary>Starts a span below <paramref name="parent"/>, for code that runs on another thread. Starts none without a parent.</summary>
    public static Activity? StartChild(this ActivitySource source, string name, ActivityContext? parent) =>
        parent is { } context ? source.StartActivity(name, ActivityKind.Internal, context) : null;
}
