using JpegReducer.Grains.Workers;
using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Tests.Workers;

public sealed class HeldItemsTests
{
    [Fact]
    public void What_was_handed_out_again_is_still_held_when_the_former_attempt_lets_go()
    {
        HeldItems held = new();
        WorkGrant grant = new(JobId.New(DateTimeOffset.UnixEpoch), new AccountId(Guid.NewGuid()), JobPriority.Bulk, 1);
        HeldItem first = held.Add(grant, 7)!;
        held.Remove(first);
        HeldItem second = held.Add(grant, 7)!;

        held.Remove(first);

        Assert.Same(second, held.Find(grant.Job, 7));
    }
}
