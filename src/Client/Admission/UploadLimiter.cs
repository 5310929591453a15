using System.Diagnostics.CodeAnalysis;
using JpegReducer.Interfaces.Ids;
using Microsoft.Extensions.Options;

namespace JpegReducer.Client.Admission;

/// <summary>
/// Limits how many uploads are received at once, in total and for each account: an upload to an object store takes up to 8 MiB of memory
/// while it arrives. A free slot goes to the waiting account that has the fewest, so that one account cannot keep the others out.
/// </summary>
internal sealed class UploadLimiter(IOptions<GatewayOptions> options, TimeProvider time)
{
    /// <summary>How long an upload waits for a slot before its sender is asked to retry.</summary>
    internal static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<AccountId, Share> _shares = [];
    private int _free = options.Value.ConcurrentUploads;

    /// <summary>Accounts with uploads in flight or waiting.</summary>
    internal int Accounts
    {
        get
        {
            lock (_lock) return _shares.Count;
        }
    }

    /// <summary>Waits for a slot. Dispose of it when the upload has been received, or has failed.</summary>
    /// <exception cref="TooManyUploadsException">The account has as many uploads waiting as it may.</exception>
    /// <exception cref="GatewayBusyException">No slot became free in time.</exception>
    public async Task<IDisposable> AcquireAsync(AccountId account, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_lock)
        {
            if (!_shares.TryGetValue(account, out Share? share)) _shares[account] = share = new Share(account);
            if (share.Waiting.Count >= options.Value.ConcurrentUploads) throw new TooManyUploadsException();

            waiter = new Waiter(share);
            waiter.Place = share.Waiting.AddLast(waiter);
            GrantFree();
        }

        try
        {
            return await waiter.Granted.Task.WaitAsync(MaxWait, time, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            Abandon(waiter);
            if (exception is OperationCanceledException) throw;
            throw new GatewayBusyException();
        }
    }

    private void GrantFree()
    {
        while (_free > 0 && TryFindNext(out Share? share))
        {
            Waiter next = share.Waiting.First!.Value;
            share.Waiting.RemoveFirst();
            share.InFlight++;
            _free--;
            next.Granted.SetResult(new Slot(this, share));
        }
    }

    private bool TryFindNext([NotNullWhen(true)] out Share? next)
    {
        next = null;
        foreach (Share share in _shares.Values)
        {
            if (share.Waiting.Count == 0 || share.InFlight >= options.Value.ConcurrentUploadsPerAccount) continue;
            if (next is null || share.InFlight < next.InFlight) next = share;
        }

        return next is not null;
    }

    /// <summary>The slot may have been granted in the moment in which its waiter gave up: then it goes to the next.</summary>
    private void Abandon(Waiter waiter)
    {
        if (waiter.Granted.Task.IsCompletedSuccessfully)
        {
            waiter.Granted.Task.Result.Dispose();
            return;
        }

        lock (_lock)
        {
            if (!waiter.Granted.Task.IsCompletedSuccessfully)
            {
                waiter.Share.Waiting.Remove(waiter.Place);
                Forget(waiter.Share);
                return;
            }
        }

        waiter.Granted.Task.Result.Dispose();
    }

    private void Release(Share share)
    {
        lock (_lock)
        {
            share.InFlight--;
            _free++;
            Forget(share);
            GrantFree();
        }
    }

    private void Forget(Share share)
    {
        if (share is { InFlight: 0, Waiting.Count: 0 }) _shares.Remove(share.Account);
    }

    /// <summary>What one account has of the slots.</summary>
    private sealed class Share(AccountId account)
    {
        public AccountId Account { get; } = account;

        public int InFlight { get; set; }

        public LinkedList<Waiter> Waiting { get; } = [];
    }

    private sealed class Waiter(Share share)
    {
        public Share Share { get; } = share;

        public LinkedListNode<Waiter> Place { get; set; } = null!;

        public TaskCompletionSource<Slot> Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Slot(UploadLimiter slots, Share share) : IDisposable
    {
        private int _isReleased;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isReleased, 1) == 0) slots.Release(share);
        }
    }
}

/// <summary>No upload slot became free in time.</summary>
internal sealed class GatewayBusyException() : Exception("The gateway receives as many uploads as it can.");

/// <summary>The account has too many uploads in flight and waiting.</summary>
internal sealed class TooManyUploadsException() : Exception("The account has as many uploads in flight and waiting as it may.");
