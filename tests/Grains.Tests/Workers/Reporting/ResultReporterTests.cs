using System.Net;
using JpegReducer.Grains.Resilience;
using JpegReducer.Grains.Workers.Reporting;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace JpegReducer.Grains.Tests.Workers.Reporting;

public sealed class ResultReporterTests
{
    private static readonly WorkerId Worker = new(SiloAddress.New(IPAddress.Loopback, 1, 1));
    private static readonly JobId Job = JobId.New(DateTimeOffset.UnixEpoch);
    private static readonly TimeSpan BulkDelay = TimeSpan.FromMilliseconds(25);

    private readonly FakeTimeProvider _time = new();
    private readonly GatedJob _job = new();
    private readonly ResultReporter _reporter;

    public ResultReporterTests() => _reporter = new ResultReporter(
        SingleJobFactory.Create(_job), _time, new RecurringFaults(_time, NullLogger<RecurringFaults>.Instance), NullLogger<ResultReporter>.Instance);

    [Fact]
    public async Task Bulk_results_wait_a_moment_and_share_a_report()
    {
        Task first = Report(JobPriority.Bulk, 0);
        _time.Advance(BulkDelay / 2);
        Task second = Report(JobPriority.Bulk, 1);
        bool early = _job.Reports.Count > 0;

        _time.Advance(BulkDelay / 2);
        await _job.Gates.StartedAsync(1);
        _job.Gates.Finish(0);
        await Task.WhenAll(first, second);

        Assert.False(early);
        Assert.Equal([0, 1], _job.Reports.Single());
    }

    [Fact]
    public async Task Interactive_results_are_reported_immediately()
    {
        Task report = Report(JobPriority.Interactive, 7);

        await _job.Gates.StartedAsync(1);
        _job.Gates.Finish(0);
        await report;

        Assert.Equal([7], _job.Reports.Single());
    }

    [Fact]
    public async Task Results_that_arrive_during_a_report_share_the_next()
    {
        Task first = Report(JobPriority.Interactive, 0);
        await _job.Gates.StartedAsync(1);
        Task[] during = [.. Enumerable.Range(1, 9).Select(sequence => Report(JobPriority.Interactive, sequence))];

        _job.Gates.Finish(0);
        await first;
        await _job.Gates.StartedAsync(2);
        Assert.All(during, report => Assert.False(report.IsCompleted));
        _job.Gates.Finish(1);
        await Task.WhenAll(during);

        Assert.Equal([1, 9], _job.Reports.Select(report => report.Length));
    }

    [Fact]
    public async Task A_draining_worker_reports_without_delay()
    {
        using CancellationTokenSource stopping = new();
        Task report = Report(JobPriority.Bulk, 0, stopping.Token);

        await stopping.CancelAsync();
        await _job.Gates.StartedAsync(1);
        _job.Gates.Finish(0);

        await report;
    }

    [Fact]
    public async Task A_failed_report_is_retried()
    {
        Task report = Report(JobPriority.Interactive, 3);
        await _job.Gates.StartedAsync(1);

        _job.Gates.Fail(0);
        await AdvanceUntilAsync(_job.Gates.StartedAsync(2));
        _job.Gates.Finish(1);
        await report;

        Assert.Equal([[3], [3]], _job.Reports);
    }

    [Fact]
    public async Task After_a_minute_of_failures_a_report_is_abandoned_and_the_next_one_is_sent()
    {
        Task report = Report(JobPriority.Interactive, 3);
        await _job.Gates.StartedAsync(1);
        _time.Advance(TimeSpan.FromMinutes(1));
        _job.Gates.Fail(0);
        await Assert.ThrowsAsync<IOException>(() => report);

        Task next = Report(JobPriority.Interactive, 4);
        await _job.Gates.StartedAsync(2);
        _job.Gates.Finish(1);

        await next;
    }

    private Task Report(JobPriority priority, int sequence, CancellationToken stopping = default) =>
        _reporter.ReportAsync(Worker, Job, priority, new ItemReport(sequence, ItemResult.Failed("truncated", detail: null)), stopping);

    /// <summary>Advances time past the pauses of the reporter.</summary>
    private async Task AdvanceUntilAsync(Task done)
    {
        while (!done.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }
    }

    /// <summary>A job whose reports end when the test completes them.</summary>
    private sealed class GatedJob : IJobWork
    {
        public Gates Gates { get; } = new();

        public List<int[]> Reports { get; } = [];

        public Task ReportResultsAsync(WorkerId worker, ItemReport[] reports)
        {
            Reports.Add([.. reports.Select(one => one.Sequence)]);
            return Gates.EnterAsync();
        }

        public Task<WorkBatch> LeaseAsync(WorkerId worker, int max) => throw new NotSupportedException();

        public Task<int[]> RenewAsync(WorkerId worker, int[] sequences) => throw new NotSupportedException();

        public Task ReleaseAsync(WorkerId worker, int[] sequences) => throw new NotSupportedException();

        public Task ReportFailuresAsync(WorkerId worker, FailedAttempt[] attempts) => throw new NotSupportedException();

        public Task ReleaseUnacknowledgedAsync(WorkerId worker, int[] inFlight) => throw new NotSupportedException();

        public Task WakeAsync() => throw new NotSupportedException();
    }
}
