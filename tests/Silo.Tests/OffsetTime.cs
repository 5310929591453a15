namespace JpegReducer.Silo.Tests;

/// <summary>
/// The system's clock, behind and set forward as a test says: timers run as ever, only the time of day is another. Never
/// ahead of the true one, by which Orleans names the generations of silos: one from the future would bury its successors.
/// </summary>
internal sealed class OffsetTime : TimeProvider
{
    private static readonly TimeSpan Behind = TimeSpan.FromDays(50);

    public TimeSpan Elapsed { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - Behind + Elapsed;
}
