using JpegReducer.Interfaces.Accounts;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Records;

namespace JpegReducer.Grains.Jobs;

/// <summary>
/// Books a job's usage with its account, exactly once whatever dies: the account is told all of it so far, which it can compare
/// with what it knows; only when the ledger has noted that the final sum is booked may the account forget the job.
/// </summary>
internal sealed class JobSettlement(IItemLedger ledger, Func<AccountId, IUserGrain> account)
{
    private JobTotals _booked;
    private bool _isRunning;

    /// <summary>Whether the final sum is booked.</summary>
    public bool IsFinal { get; private set; }

    /// <summary>Books what has come since the last time. Where another call is at it already, nothing happens.</summary>
    /// <param name="read">Reads the job as it stands.</param>
    /// <param name="onFinal">Called once the final sum is booked, before the ledger has noted it.</param>
    /// <returns>Whether the ledger has now noted that the job is settled.</returns>
    public async Task<bool> BookAsync(Func<LedgerJob> read, Action onFinal)
    {
        if (_isRunning) return false;

        _isRunning = true;
        try
        {
            // A job that closes while its usage so far is being booked is booked again, for good.
            while (read() is { IsSettled: false } job)
            {
                bool isClosed = job.State is JobState.Done or JobState.Cancelled;
                if (!isClosed && job.Totals == _booked) return false;

                IUserGrain user = account(job.Spec.Account);
                await user.SettleAsync(job.Id, job.Totals, isClosed);
                _booked = job.Totals;
                if (!isClosed) continue;

                IsFinal = true;
                onFinal();
                await ledger.MarkSettledAsync(job.Id, CancellationToken.None);
                await user.ForgetAsync(job.Id);
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
