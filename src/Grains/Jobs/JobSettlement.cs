using JpegReducer.Interfaces.Accounts.Usage;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Records;

namespace JpegReducer.Grains.Jobs;

/// <summary>
/// Books a job's usage with its account, exactly once whatever dies: the account is told all of it so far, which it can compare
/// with what it knows; only when the ledger has noted that the final sum is booked may the account forget the job.
/// </summary>
internal sealed class JobSettlement(IItemLedger ledger, Func<AccountId, IUsageGrain> account)
{
    private JobTotals _booked;
    private bool _isRunning;

    /// <summary>Whether the account shows the final sum.</summary>
    public bool IsFinal { get; private set; }

    /// <summary>Books what has come since the last time. Where another call is at it already, nothing happens.</summary>
    /// <param name="read">Reads the job as it stands.</param>
    /// <param name="onFinal">Called once the account shows the final sum, before it is on disk.</param>
    /// <returns>Whether the ledger has now noted that the job is settled.</returns>
    public async Task<bool> SettleAsync(Func<LedgerJob> read, Action onFinal)
    {
        if (_isRunning) return false;

        _isRunning = true;
        try
        {
            // A job that closes while its usage so far is being booked is booked again, for good.
            while (read() is { IsSettled: false } job)
            {
                bool isClosed = job.State is JobState.Done or JobState.Cancelled;
                if (!isClosed && job.Totals.Ended == _booked.Ended) return false;

                IUsageGrain user = account(job.Spec.Account);
                if (isClosed)
                {
                    // Who waits for the job is told as soon as usage shows it. Should the account be lost before it is on disk, the
                    // ledger still says that the job is not settled, and it is booked again.
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
