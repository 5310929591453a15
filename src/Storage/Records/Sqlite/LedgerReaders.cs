using System.Collections.Concurrent;
using JpegReducer.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace JpegReducer.Storage.Records.Sqlite;

/// <summary>A few read-only connections, used on the thread pool: SQLite blocks, and callers are grains.</summary>
internal sealed class LedgerReaders(string file) : IDisposable
{
    private const int MaxAtOnce = 4;

    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private readonly SemaphoreSlim _places = new(MaxAtOnce);

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

    private SqliteSession Open()
    {
        try
        {
            return SqliteSession.Open(file, SqliteOpenMode.ReadOnly);
        }
        catch (SqliteException error)
        {
            throw SqliteErrors.Translate(error);
        }
    }

    private T Read<T>(Func<SqliteSession, T> query)
    {
        if (!_idle.TryTake(out SqliteSession? session)) session = Open();
        try
        {
            T answer = query(session);
            _idle.Add(session);
            return answer;
        }
        catch (Exception error)
        {
            session.Dispose();
            if (SqliteErrors.TranslateRead(error) is var translated && translated != error) throw translated;
            throw;
        }
    }
}
