using JpegReducer.Interfaces.Accounts.Usage;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Records;

namespace JpegReducer.Grains.Jobs;

/// <summary>
/// Books a job's usage with its account exactly once, whatever crashes: the totals are cumulative, so that the account can subtract what it
/// has booked before, and it removes its entry of the job only when the ledger has recorded that the job is settled.
/// </summary>
internal sealed class JobSettlement(IItemLedger ledger, Func<AccountId, IUsageGrain> account)
{
    private JobTotals _booked;
    private bool _isRunning;

    /// <summary>Whether the account shows the final totals.</summary>
    public bool IsFinal { get; private set; }

    /// <summary>Books the usage since the last call. Does nothing while another call runs.</summary>
    /// <param name="read">Returns the current snapshot of the job.</param>
    /// <param name="onFinal">Called once the account shows the final totals, before they are durable.</param>
    /// <returns>Whether the ledger has now recorded that the job is settled.</returns>
    public async Task<bool> SettleAsync(Func<LedgerJob> read, Action onFinal)
    {
        if (_isRunning) return false;

        _isRunning = true;
        try
        {
            // A job that closes while its usage so far is being booked is booked once more, with its final totals.
            while (read() is { IsSettled: false } job)
            {
                bool isClosed = job.State is JobState.Done or JobState.Cancelled;
                if (!isClosed && job.Totals.Ended == _booked.Ended) return false;

                IUsageGrain user = account(job.Spec.Account);
                if (isClosed)
                {
                    // Callers are notified as soon as usage shows the totals. If the account's silo dies before they are durable, the
                    // ledger's job is still not settled, and they are booked again.
                    await user.BookAsync(job.Id, job.Totals, isFinal: true);
                    IsFinal = true;
                    onFinal();
                }

                await user.SettleAsync(job.Id, job.Totals, isClosed);
                _booked = job.Totals;
                if (!isClosed) continue;

                await ledger.MarkSettledAsync(job.Id, CancellationToken.None);
                await user.RemoveJobAsync(job.Id);
                return true;
            }

            return false;
        }
        finally
        {
            _isRunning = false;
        }
    }
}
