namespace JpegReducer.Grains.Dispatch;

/// <summary>
/// The accounts that have work of one priority, the next one first: that with the fewest items in hand; of those that have as many,
/// the one whose last turn is longest ago, so that where there are more accounts than slots each gets its turn.
/// </summary>
/// <remarks>A binary heap in which each line knows its place: one whose account takes or ends an item moves in O(log n), whoever the others are.</remarks>
internal sealed class FairQueue
{
    private readonly List<AccountQueue> _heap = [];
    private long _turn;

    /// <summary>Whose turn it is; <see langword="null"/> where nobody has work.</summary>
    public AccountQueue? First => _heap.Count > 0 ? _heap[0] : null;

    /// <summary>An account has work: it comes behind those that have waited as poor as it is.</summary>
    public void Add(AccountQueue line)
    {
        line.Turn = ++_turn;
        _heap.Add(line);
        MoveUp(line, _heap.Count - 1);
    }

    /// <summary>An account has no work any more.</summary>
    public void Remove(AccountQueue line)
    {
        AccountQueue last = _heap[^1];
        _heap.RemoveAt(_heap.Count - 1);
        if (last != line) MoveDown(last, MoveUp(last, line.Place!.Value));
        line.Place = null;
    }

    /// <summary>An account had its turn.</summary>
    public void Served(AccountQueue line)
    {
        line.Turn = ++_turn;
        MoveDown(line, line.Place!.Value);
    }

    /// <summary>An account holds more or less than it did.</summary>
    public void Changed(AccountQueue line)
    {
        if (line.Place is { } place) MoveDown(line, MoveUp(line, place));
    }

    private static bool IsBefore(AccountQueue a, AccountQueue b) =>
        a.Account.InHand < b.Account.InHand || (a.Account.InHand == b.Account.InHand && a.Turn < b.Turn);

    private int MoveUp(AccountQueue line, int place)
    {
        while (place > 0 && (place - 1) / 2 is var parent && IsBefore(line, _heap[parent]))
        {
            Put(_heap[parent], place);
            place = parent;
        }

        return Put(line, place);
    }

    private void MoveDown(AccountQueue line, int place)
    {
        while ((2 * place) + 1 is var child && child < _heap.Count)
        {
            if (child + 1 < _heap.Count && IsBefore(_heap[child + 1], _heap[child])) child++;
            if (!IsBefore(_heap[child], line)) break;

            Put(_heap[child], place);
            place = child;
        }

        Put(line, place);
    }

    private int Put(AccountQueue line, int place)
    {
        _heap[place] = line;
        line.Place = place;
        return place;
    }
}
