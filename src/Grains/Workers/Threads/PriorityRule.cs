using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Workers.Threads;

/// <summary>
/// Chooses the priority that a free slot serves next: interactive first, but every eighth item is bulk while bulk items wait, so that
/// interactive load never starves them. Not thread-safe.
/// </summary>
internal sealed class PriorityRule
{
    /// <summary>How many interactive items may be served in a row while bulk items wait.</summary>
    public const int MaxInteractiveInARow = 7;

    private int _interactiveInARow;

    /// <summary>The priority to serve; <see langword="null"/> where nothing waits.</summary>
    /// <param name="interactive">How many interactive items wait.</param>
    /// <param name="bulk">How many bulk items wait.</param>
    public JobPriority? Next(int interactive, int bulk)
    {
        if (interactive > 0 && (bulk == 0 || _interactiveInARow < MaxInteractiveInARow))
        {
            _interactiveInARow = bulk > 0 ? _interactiveInARow + 1 : 0;
            return JobPriority.Interactive;
        }

        _interactiveInARow = 0;
        return bulk > 0 ? JobPriority.Bulk : null;
    }
}
