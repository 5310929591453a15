using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Support.Images;

namespace JpegReducer.Imaging.Tests.Reduction;

public sealed class LimitClaims
{
    [Fact]
    public void A_file_with_too_many_bytes_is_rejected_before_it_is_read() =>
        AssertRejected(FailureReason.TooManyBytes, BrokenImages.Html, new ReductionLimits { MaxSourceBytes = 10 });

    [Fact]
    public void A_header_that_states_gigapixels_is_rejected_before_they_are_allocated()
    {
        byte[] bomb = BrokenImages.BombHeader();
        long before = GC.GetAllocatedBytesForCurrentThread();

        AssertRejected(FailureReason.TooLarge, bomb, new ReductionLimits());

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_jpeg_of_a_thousand_scans_is_rejected() => AssertRejected(FailureReason.TooLarge, BrokenImages.ScanBomb(), new ReductionLimits());

    [Fact]
    public void Sides_pixels_and_frames_have_separate_limits()
    {
        byte[] photo = TestImages.Photo(64, 48), animation = TestImages.AnimatedGif(width: 32, height: 32, frames: 6);

        AssertRejected(FailureReason.TooLarge, photo, new ReductionLimits { MaxSide = 63 });
        AssertRejected(FailureReason.TooLarge, photo, new ReductionLimits { MaxPixels = (64 * 48) - 1 });
        AssertRejected(FailureReason.TooLarge, animation, new ReductionLimits { MaxFrames = 5 });
        AssertRejected(FailureReason.TooLarge, animation, new ReductionLimits { MaxPixels = (32 * 32 * 6) - 1 });
        Assert.IsNotType<ReductionOutcome.Failed>(Reduce(photo, new ReductionLimits { MaxSide = 64, MaxPixels = 64 * 48, MaxFrames = 1 }));
    }

    [Fact]
    public void A_timeout_is_an_outcome() =>
        AssertRejected(FailureReason.TimedOut, TestImages.Photo(), new ReductionLimits { MaxDuration = TimeSpan.Zero });

    [Fact]
    public void Cancellation_by_the_caller_throws()
    {
        using CancellationTokenSource caller = new();
        caller.Cancel();

        OperationCanceledException thrown = Assert.Throws<OperationCanceledException>(() =>
            new Reducer(new ReductionLimits()).Reduce(TestImages.Photo(), new ReductionOptions(), caller.Token));

        Assert.Equal(caller.Token, thrown.CancellationToken);
    }

    private static void AssertRejected(FailureReason reason, byte[] source, ReductionLimits limits) =>
        Engine.AssertFails(reason, Reduce(source, limits));

    private static ReductionOutcome Reduce(byte[] source, ReductionLimits limits) =>
        new Reducer(limits).Reduce(source, new ReductionOptions(), CancellationToken.None);
}
