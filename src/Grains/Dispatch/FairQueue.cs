namespace JpegReducer.Grains.Dispatch;

/// <summary>
/// The accounts with items of one priority, ordered by the number of items in flight, then by the time since they were last served, so that
/// each account is served even where there are more accounts than slots.
/// </summary>
/// <remarks>A binary heap whose entries store their index: an account whose load changes moves in O(log n).</remarks>
internal sealed class FairQueue
{
    private readonly List<AccountQueue> _heap = [];
    private long _lastRank;

    /// <summary>The account to serve next; <see langword="null"/> where the queue is empty.</summary>
    public AccountQueue? First => _heap.Count > 0 ? _heap[0] : null;

    /// <summary>Adds an account behind all others with the same load.</summary>
    public void Add(AccountQueue account)
    {
        account.Rank = ++_lastRank;
        _heap.Add(account);
        MoveUp(account, _heap.Count - 1);
    }

    /// <summary>Removes an account.</summary>
    public void Remove(AccountQueue account)
    {
        AccountQueue last = _heap[^1];
        _heap.RemoveAt(_heap.Count - 1);
        if (last != account) MoveDown(last, MoveUp(last, account.HeapIndex!.Value));
        account.HeapIndex = null;
    }

    /// <summary>Moves an account that was served behind all others with the same load.</summary>
    public void MoveServedBack(AccountQueue account)
    {
        account.Rank = ++_lastRank;
        MoveDown(account, account.HeapIndex!.Value);
    }

    /// <summary>
    /// Restores the order after the load of an account has changed. Does nothing for an account that is not in the queue.
    /// </summary>
    public void Reorder(AccountQueue account)
    {
        if (account.HeapIndex is { } index) MoveDown(account, MoveUp(account, index));
    }

    private static bool IsBefore(AccountQueue a, AccountQueue b) =>
        a.Account.InFlight < b.Account.InFlight || (a.Account.InFlight == b.Account.InFlight && a.Rank < b.Rank);

    private int MoveUp(AccountQueue account, int index)
    {
        while (index > 0 && (index - 1) / 2 is var parent && IsBefore(account, _heap[parent]))
        {
            Put(_heap[parent], index);
            index = parent;
        }

        return Put(account, index);
    }

    private void MoveDown(AccountQueue account, int index)
    {
        while ((2 * index) + 1 is var child && child < _heap.Count)
        {
            if (child + 1 < _heap.Count && IsBefore(_heap[child + 1], _heap[child])) child++;
            if (!IsBefore(_heap[child], account)) break;

            Put(_heap[child], index);
            index = child;
        }

        Put(account, index);
    }

    private int Put(AccountQueue account, int index)
    {
        _heap[index] = account;
        account.HeapIndex = index;
        return index;
    }
}
