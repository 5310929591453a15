using System.Diagnostics;
using JpegReducer.Grains.Jobs;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using Microsoft.Extensions.Time.Testing;

namespace JpegReducer.Grains.Tests.Jobs;

public sealed class BatchTracesTests : IDisposable
{
    private static readonly JobId Job = new(Guid.Empty);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly HashSet<ActivityTraceId> _ours = []; // other tests run at the same time
    private readonly List<Activity> _waits = [];
    private readonly ActivityListener _listener;
    private readonly BatchTraces _traces;

    public BatchTracesTests()
    {
        _traces = new BatchTraces(_time);
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "JpegReducer.Jobs",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (_ours.Contains(activity.TraceId) || activity.Links.Any(link => _ours.Contains(link.Context.TraceId))) _waits.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void An_interactive_item_continues_the_trace_of_its_request_and_its_wait_starts_when_it_was_accepted()
    {
        string request = NewTraceParent();
        _traces.Add(0, Batch(request, items: 1));

        WorkItem leased = _traces.Apply(Item(0), Job, JobPriority.Interactive);

        Assert.Equal(request, leased.TraceParent);
        Activity wait = Assert.Single(_waits);
        Assert.Equal((request[36..52], _time.GetUtcNow().UtcDateTime), (wait.ParentSpanId.ToHexString(), wait.StartTimeUtc));
    }

    [Fact]
    public void A_bulk_item_has_a_trace_of_its_own_that_is_linked_to_its_request()
    {
        string request = NewTraceParent();
        _traces.Add(0, Batch(request, items: 2));

        string?[] traces = [.. Enumerable.Range(0, 2).Select(i => _traces.Apply(Item(i), Job, JobPriority.Bulk).TraceParent)];

        Assert.Equal(_waits.Select(wait => wait.Id), traces);
        Assert.All(_waits, wait => Assert.Equal((default, request[3..35]), (wait.ParentSpanId, wait.Links.Single().Context.TraceId.ToHexString())));
    }

    [Fact]
    public void Each_item_belongs_to_the_request_of_its_batch_in_whatever_order_batches_were_added()
    {
        string?[] requests = [NewTraceParent(), null, NewTraceParent()];
        _traces.Add(7, Batch(requests[2], items: 2));
        _traces.Add(5, Batch(requests[1], items: 2));
        _traces.Add(0, Batch(requests[0], items: 5));

        IEnumerable<string?> traces = Enumerable.Range(0, 10).Select(i => _traces.Apply(Item(i), Job, JobPriority.Interactive).TraceParent);

        IEnumerable<string?> expected = [.. Enumerable.Repeat(requests[0], 5), null, null, requests[2], requests[2], null];
        Assert.Equal(expected, traces);
    }

    [Fact]
    public void An_item_that_is_leased_again_keeps_its_trace_and_has_no_second_wait()
    {
        _traces.Add(0, Batch(NewTraceParent(), items: 1));
        WorkItem first = _traces.Apply(Item(0), Job, JobPriority.Bulk);

        WorkItem second = _traces.Apply(first, Job, JobPriority.Bulk);

        Assert.Same(first, second);
        Assert.Single(_waits);
    }

    [Fact]
    public void An_item_that_is_not_traced_is_leased_as_it_is()
    {
        _traces.Add(0, Batch(null, items: 1));
        WorkItem item = Item(0);

        Assert.Same(item, _traces.Apply(item, Job, JobPriority.Bulk));
    }

    [Fact]
    public void A_batch_has_the_trace_context_of_the_current_activity_if_that_is_recorded()
    {
        using Activity activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        string? unrecorded = Batch(items: 1).TraceParent;

        activity.ActivityTraceFlags = ActivityTraceFlags.Recorded;

        Assert.Equal((null, activity.Id), (unrecorded, Batch(items: 1).TraceParent));
    }

    private static WorkItem Item(int sequence) => new(sequence, "a.jpg", new ItemSource.Remote("https://example.org/a.jpg"));

    private static ItemBatch Batch(int items) =>
        new(Guid.Empty, [.. Enumerable.Range(0, items).Select(i => new NewItem("a.jpg", null, Item(i).Source))]);

    private static ItemBatch Batch(string? traceParent, int items) => Batch(items) with { TraceParent = traceParent };

    private string NewTraceParent()
    {
        ActivityTraceId trace = ActivityTraceId.CreateRandom();
        _ours.Add(trace);
        return $"00-{trace}-{ActivitySpanId.CreateRandom()}-01";
    }
}
