using System.Collections.Concurrent;
using JpegReducer.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace JpegReducer.Storage.Records.Sqlite;

/// <summary>A few read-only connections, used on the thread pool: SQLite blocks, and callers are grains.</summary>
internal sealed class LedgerReaders(string file) : IDisposable
{
    private const int MostAtOnce = 4;

    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private readonly SemaphoreSlim _places = new(MostAtOnce);

    public async Task<T> ReadAsync<T>(Func<SqliteSession, T> query, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Read(query), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose()
    {
        foreach (SqliteSession session in _idle) session.Dispose();
        _idle.Clear();
    }

    private T Read<T>(Func<SqliteSession, T> query)
    {
        if (!_idle.TryTake(out SqliteSession? session)) session = SqliteSession.Open(file, SqliteOpenMode.ReadOnly);
        try
        {
            return query(session);
        }
        finally
        {
            _idle.Add(session);
        }
    }
}
