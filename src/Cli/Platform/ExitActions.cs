namespace JpegReducer.Cli.Platform;

/// <summary>Actions that run if the program ends early.</summary>
internal static class ExitActions
{
    private static readonly List<Registration> Registered = [];

    /// <summary>Registers an action; disposing the result removes it.</summary>
    /// <param name="action">Must be safe to run on any thread at any time.</param>
    public static IDisposable Add(Action action)
    {
        Registration registration = new(action);
        lock (Registered) Registered.Add(registration);
        return registration;
    }

    /// <summary>Runs all registered actions concurrently and waits at most <paramref name="limit"/>.</summary>
    public static void Run(TimeSpan limit)
    {
        Registration[] actions;
        lock (Registered) actions = [.. Registered];

        // Separate threads: the program may be blocked because the thread pool is exhausted.
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
                // the program ends anyway
            }
        }

        public void Dispose()
        {
            lock (Registered) Registered.Remove(this);
        }
    }
}
