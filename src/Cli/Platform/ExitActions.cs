namespace JpegReducer.Cli.Platform;

/// <summary>What is still to be done where the program ends without coming to the end of its work.</summary>
internal static class ExitActions
{
    private static readonly List<Registration> Registered = [];

    /// <summary>Registers an action; disposing of what is returned withdraws it.</summary>
    /// <param name="action">Safe to run from any thread, and at any time.</param>
    public static IDisposable Add(Action action)
    {
        Registration registration = new(action);
        lock (Registered) Registered.Add(registration);
        return registration;
    }

    /// <summary>Runs all that are registered, side by side, and waits for them no longer than <paramref name="limit"/>.</summary>
    public static void Run(TimeSpan limit)
    {
        Registration[] actions;
        lock (Registered) actions = [.. Registered];

        // Threads of their own: those of the pool may be what the program hangs on.
        Thread[] threads = [.. actions.Select(action => new Thread(action.Run) { IsBackground = true })];
        foreach (Thread thread in threads) thread.Start();
        long began = TimeProvider.System.GetTimestamp();
        foreach (Thread thread in threads)
        {
            TimeSpan left = limit - TimeProvider.System.GetElapsedTime(began);
            if (left > TimeSpan.Zero) thread.Join(left);
        }
    }

    private sealed class Registration(Action action) : IDisposable
    {
        public void Run()
        {
            try
            {
                action();
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
            {
                // the program ends all the same
            }
        }

        public void Dispose()
        {
            lock (Registered) Registered.Remove(this);
        }
    }
}
