using JpegReducer.Grains.Resilience;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Records;

namespace JpegReducer.Grains.Jobs;

/// <summary>
/// Commits reports to the ledger in batches: reports that arrive during a commit share the next one. A commit locks its job's row, so that
/// hundreds of silos could not report to one job one by one as fast as they work. Not thread-safe: it lives inside a grain.
/// </summary>
/// <param name="commit">Commits endings, at most <see cref="ItemBatch.MaxItems"/> unless one report has more.</param>
internal sealed class CommitBatcher(Func<IReadOnlyList<ItemEnding>, Task> commit)
{
    private readonly Queue<(ItemEnding[] Endings, TaskCompletionSource Done)> _waiting = new();
    private bool _isRunning;

    /// <summary>Returns when the endings are committed; throws if they cannot be, or storage is unavailable.</summary>
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
            int endings = 0;
            List<(ItemEnding[] Endings, TaskCompletionSource Done)> reports = [];
            while (_waiting.TryPeek(out var next) && (endings == 0 || endings + next.Endings.Length <= ItemBatch.MaxItems))
            {
                endings += next.Endings.Length;
                reports.Add(_waiting.Dequeue());
            }

            await CommitAsync(reports);
        }

        _isRunning = false;
    }

    private async Task CommitAsync(List<(ItemEnding[] Endings, TaskCompletionSource Done)> reports)
    {
        try
        {
            await commit([.. reports.SelectMany(report => report.Endings)]);
            foreach ((_, TaskCompletionSource done) in reports) done.SetResult();
        }
        catch (Exception exception) when (reports.Count == 1 || Outages.IsOutage(exception))
        {
            foreach ((_, TaskCompletionSource done) in reports) done.SetException(exception);
        }
        catch (Exception)
        {
            // One of them cannot be recorded: each is committed on its own, so that it does not fail the others.
            foreach (var report in reports) await CommitAsync([report]);
        }
    }
}
