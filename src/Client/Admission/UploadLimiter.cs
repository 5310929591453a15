using System.Diagnostics.CodeAnalysis;
using JpegReducer.Client.Errors;
using JpegReducer.Interfaces.Ids;
using Microsoft.Extensions.Options;

namespace JpegReducer.Client.Admission;

/// <summary>
/// Limits how many uploads are received at once, in total and for each account: an upload to an object store takes up to 8 MiB of memory
/// while it arrives. A free slot is granted to the waiting account that has the fewest, so that one account cannot starve the others.
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
    /// <exception cref="TooManyUploadsException">The account has the maximum number of uploads waiting.</exception>
    /// <exception cref="GatewayBusyException">No slot became free in time.</exception>
    public async Task<IDisposable> AcquireAsync(AccountId account, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_lock)
        {
            if (!_shares.TryGetValue(account, out Share? share)) _shares[account] = share = new Share(account);
            if (share.Waiting.Count >= options.Value.ConcurrentUploads) throw new TooManyUploadsException();

            waiter = new Waiter(share);
            waiter.Node = share.Waiting.AddLast(waiter);
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

    /// <summary>Removes a waiter that gave up. Its slot may have been granted at that moment: then it is released.</summary>
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
                waiter.Share.Waiting.Remove(waiter.Node);
                RemoveIfIdle(waiter.Share);
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
            RemoveIfIdle(share);
            GrantFree();
        }
    }

    private void RemoveIfIdle(Share share)
    {
        if (share is { InFlight: 0, Waiting.Count: 0 }) _shares.Remove(share.Account);
    }

    /// <summary>The slots of one account.</summary>
    private sealed class Share(AccountId account)
    {
        public AccountId Account { get; } = account;

        public int InFlight { get; set; }

        public LinkedList<Waiter> Waiting { get; } = [];
    }

    private sealed class Waiter(Share share)
    {
        public Share Share { get; } = share;

        public LinkedListNode<Waiter> Node { get; set; } = null!;

        public TaskCompletionSource<Slot> Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Slot(UploadLimiter limiter, Share share) : IDisposable
    {
        private int _isReleased;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isReleased, 1) == 0) limiter.Release(share);
        }
    }
}

/// <summary>No upload slot became free in time.</summary>
internal sealed class GatewayBusyException() : RequestErrorException(
    new RequestError(ErrorKind.Unavailable, "The gateway is receiving as many uploads as it can. Try again."));

/// <summary>The account has too many uploads in flight and waiting.</summary>
internal sealed class TooManyUploadsException() : RequestErrorException(
    new RequestError(
        ErrorKind.TooManyUploads,
        "The account has the maximum number of uploads in flight and waiting. Send more when some of them have been received.")
    {
        RetryAfter = TimeSpan.FromSeconds(2), // uploads in flight end in seconds
    });
