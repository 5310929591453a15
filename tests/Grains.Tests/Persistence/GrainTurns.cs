namespace JpegReducer.Grains.Tests.Persistence;

/// <summary>Runs code like a grain: one turn at a time.</summary>
internal static class GrainTurns
{
    public static Task RunAsync(Func<Task> test) => Task.Factory.StartNew(
        test, CancellationToken.None, TaskCreationOptions.None, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();
}
