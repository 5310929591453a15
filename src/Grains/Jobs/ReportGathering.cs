using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Records;

namespace JpegReducer.Grains.Jobs;

/// <summary>
/// Brings reports to the ledger together: those that come while a commit is on its way go with the next. A commit holds its job's row, so
/// that one after another some hundred silos could not report to one job as fast as they work. Not thread-safe: it lives inside a grain.
/// </summary>
/// <param name="commit">Commits endings, at most <see cref="ItemBatch.MaxItems"/> unless one report has more.</param>
internal sealed class ReportGathering(Func<IReadOnlyList<ItemEnding>, Task> commit)
{
    private readonly Queue<(ItemEnding[] Endings, TaskCompletionSource Done)> _waiting = new();
    private bool _isRunning;

    /// <summary>Returns when the endings are committed; throws where the commit that they went with failed.</summary>
    public Task CommitAsync(ItemEnding[] endings)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue((endings, done));
        if (!_isRunning) _ = DrainAsync();
        return done.Task;
    }

    private async Task DrainAsync()
    {
        _isRunning = true;
        while (_waiting.Count > 0)
        {
            List<ItemEnding> endings = [];
            List<TaskCompletionSource> reports = [];
            while (_waiting.TryPeek(out var next) && (endings.Count == 0 || endings.Count + next.Endings.Length <= ItemBatch.MaxItems))
            {
                _waiting.Dequeue();
                endings.AddRange(next.Endings);
                reports.Add(next.Done);
            }

            try
            {
                await commit(endings);
                foreach (TaskCompletionSource report in reports) report.SetResult();
            }
            catch (Exception exception)
            {
                foreach (TaskCompletionSource report in reports) report.SetException(exception);
            }
        }

        _isRunning = false;
    }
}
