using System.Diagnostics;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Tracing;

/// <summary>The spans of one item: its wait for a worker, and the attempt at it.</summary>
internal static class ItemSpans
{
    /// <summary>
    /// Records that an item has waited for a worker since it was accepted. The span of an interactive item is a child of the request; that of a
    /// bulk item is the root of a trace of its own, linked to the request, because one trace cannot show a million items.
    /// </summary>
    /// <param name="traceParent">The context of the request that added the item.</param>
    /// <param name="acceptedAt">When the item was accepted.</param>
    /// <param name="job">The item's job.</param>
    /// <param name="sequence">The item's sequence number.</param>
    /// <param name="priority">The job's priority.</param>
    /// <returns>The trace context of the attempt that follows; <see langword="null"/> if the item is not traced.</returns>
    public static string? RecordWait(string traceParent, DateTimeOffset acceptedAt, JobId job, int sequence, JobPriority priority)
    {
        if (!ActivityContext.TryParse(traceParent, null, isRemote: true, out ActivityContext request)) return null;
        if (priority is JobPriority.Interactive)
        {
            using Activity? child = TraceSources.Jobs.StartActivity("wait for worker", ActivityKind.Internal, request, startTime: acceptedAt);
            Tag(child, job, sequence);
            return traceParent;
        }

        Activity? caller = Activity.Current;
        Activity.Current = null; // otherwise the worker's call would be the parent
        try
        {
            using Activity? root = TraceSources.Jobs.StartActivity(
                "wait for worker", ActivityKind.Internal, parentContext: default, links: [new ActivityLink(request)], startTime: acceptedAt);
            Tag(root, job, sequence);
            return root is { Recorded: true } ? root.Id : null;
        }
        finally
        {
            Activity.Current = caller;
        }
    }

    /// <summary>Starts the span of an attempt at an item; <see langword="null"/> if the item is not traced.</summary>
    public static Activity? StartAttempt(JobId job, WorkItem item)
    {
        if (item.TraceParent is null || !ActivityContext.TryParse(item.TraceParent, null, isRemote: true, out ActivityContext parent)) return null;

        Activity? attempt = TraceSources.Workers.StartActivity("attempt", ActivityKind.Consumer, parent);
        Tag(attempt, job, item.Sequence);
        return attempt;
    }

    private static void Tag(Activity? span, JobId job, int sequence)
    {
        if (span is { IsAllDataRequested: true }) span.SetTag("jpegreducer.job", job.ToString()).SetTag("jpegreducer.item", sequence);
    }
}
