using JpegReducer.Grains.Workers;
using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Tests.Workers;

public sealed class InFlightItemsTests
{
    [Fact]
    public void What_was_handed_out_again_is_still_held_when_the_former_attempt_lets_go()
    {
        InFlightItems held = new();
        WorkGrant grant = new(JobId.New(DateTimeOffset.UnixEpoch), new AccountId(Guid.NewGuid()), JobPriority.Bulk, 1);
        InFlightItem first = held.Add(grant, 7)!;
        held.Remove(first);
        InFlightItem second = held.Add(grant, 7)!;

        held.Remove(first);

        Assert.Same(second, held.Find(grant.Job, 7));
    }
}
