using System.Net;
using JpegReducer.Grains.Resilience;
using JpegReducer.Grains.Workers.Leases;
using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace JpegReducer.Grains.Tests.Workers.Leases;

public sealed class LeaseRenewerTests
{
    private static readonly WorkGrant Grant = new(JobId.New(DateTimeOffset.UnixEpoch), AccountId.Local, JobPriority.Bulk, 2);

    private readonly FakeTimeProvider _time = new();
    private readonly InFlightItems _inFlight = new();
    private readonly RenewingJob _job = new();
    private readonly LeaseRenewer _renewer;

    public LeaseRenewerTests() => _renewer = new LeaseRenewer(
        SingleJobFactory.Create(_job), new LocalSilo(), _inFlight,
        new RecurringFaults(_time, NullLogger<RecurringFaults>.Instance), _time, NullLogger<LeaseRenewer>.Instance);

    [Fact]
    public async Task All_items_in_flight_are_renewed_every_second()
    {
        _inFlight.TryAdd(Grant, 3);
        _inFlight.TryAdd(Grant, 7);

        await RenewAsync(times: 2);

        Assert.All(_job.Renewed, sequences => Assert.Equal([3, 7], sequences.Order()));
    }

    [Fact]
    public async Task Items_that_the_job_does_not_renew_are_abandoned()
    {
        InFlightItem kept = _inFlight.TryAdd(Grant, 3)!, lost = _inFlight.TryAdd(Grant, 7)!;
        _job.Lost = [7];

        await RenewAsync(times: 1);

        Assert.Equal((false, true), (kept.Abandoned.IsCancellationRequested, lost.Abandoned.IsCancellationRequested));
    }

    [Fact]
    public async Task After_a_failed_renewal_the_items_stay_in_flight_and_are_renewed_again()
    {
        InFlightItem item = _inFlight.TryAdd(Grant, 3)!;
        _job.Failures = 1;

        await RenewAsync(times: 2);

        Assert.False(item.Abandoned.IsCancellationRequested);
        Assert.Equal(2, _job.Renewed.Count);
    }

    /// <summary>Runs the renewer for a number of periods.</summary>
    private async Task RenewAsync(int times)
    {
        using CancellationTokenSource drained = new();
        Task running = _renewer.RunAsync(drained.Token);
        for (int i = 1; i <= times; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            while (_job.Renewed.Count < i) await Task.Yield();
        }

        await drained.CancelAsync();
        await running;
    }

    private sealed class RenewingJob : IJobWork
    {
        public List<int[]> Renewed { get; } = [];

        public int[] Lost { get; set; } = [];

        public int Failures { get; set; }

        public Task<int[]> RenewAsync(WorkerId worker, int[] sequences)
        {
            Renewed.Add(sequences);
            return Renewed.Count <= Failures ? Task.FromException<int[]>(new TimeoutException()) : Task.FromResult(Lost);
        }

        public Task<WorkBatch> LeaseAsync(WorkerId worker, int max) => throw new NotSupportedException();

        public Task ReleaseAsync(WorkerId worker, int[] sequences) => throw new NotSupportedException();

        public Task ReleaseUnacknowledgedAsync(WorkerId worker, int[] inFlight) => throw new NotSupportedException();

        public Task ReportFailuresAsync(WorkerId worker, FailedAttempt[] attempts) => throw new NotSupportedException();

        public Task ReportResultsAsync(WorkerId worker, ItemReport[] reports) => throw new NotSupportedException();

        public Task WakeAsync() => throw new NotSupportedException();
    }

    private sealed class LocalSilo : ILocalSiloDetails
    {
        public string Name => "silo";

        public string ClusterId => "cluster";

        public string DnsHostName => "localhost";

        public SiloAddress SiloAddress { get; } = SiloAddress.New(IPAddress.Loopback, 1, 1);

        public SiloAddress GatewayAddress => SiloAddress;
    }
}
