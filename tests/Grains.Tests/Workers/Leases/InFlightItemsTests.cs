using JpegReducer.Grains.Workers.Leases;
using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Tests.Workers.Leases;

public sealed class InFlightItemsTests
{
    [Fact]
    public void An_item_that_was_leased_again_stays_in_flight_when_its_former_attempt_ends()
    {
        InFlightItems inFlight = new();
        WorkGrant grant = new(JobId.New(DateTimeOffset.UnixEpoch), new AccountId(Guid.NewGuid()), JobPriority.Bulk, 1);
        InFlightItem first = inFlight.TryAdd(grant, 7)!;
        inFlight.Remove(first);
        InFlightItem second = inFlight.TryAdd(grant, 7)!;

        inFlight.Remove(first);

        Assert.Same(second, inFlight.Find(grant.Job, 7));
    }
}
