using System.Threading.Channels;
using JpegReducer.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace JpegReducer.Storage.Records.Sqlite;

/// <summary>
/// The one thread that writes. All changes that wait are run in one transaction, each under a savepoint of its own, and
/// answered when it is durable: many callers share one fsync, and one that fails does no harm to the others.
/// </summary>
internal sealed class LedgerWriter : IAsyncDisposable
{
    private const int MaxWaiting = 4096;
    private const int MaxInGroup = 256;

    private readonly Channel<Change> _waiting =
        Channel.CreateBounded<Change>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SqliteSession _session;

    public LedgerWriter(SqliteSession session)
    {
        _session = session;
        new Thread(Run) { Name = "ledger-writer", IsBackground = true }.Start();
    }

    /// <summary>Runs a change; returns when it is durable. Cancelled after it has begun, it is done all the same.</summary>
    public Task<T> ChangeAsync<T>(Func<SqliteSession, T> body, CancellationToken cancellationToken) =>
        EnqueueAsync(new Change<T>(body, isAlone: false, cancellationToken), cancellationToken);

    private async Task<T> EnqueueAsync<T>(Change<T> change, CancellationToken cancellationToken)
    {
        try
        {
            await _waiting.Writer.WriteAsync(change, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(LedgerWriter));
        }

        return await change.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs what cannot be part of a transaction, between two of them.</summary>
    public Task<T> RunAloneAsync<T>(Func<SqliteSession, T> body, CancellationToken cancellationToken) =>
        EnqueueAsync(new Change<T>(body, isAlone: true, cancellationToken), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _ended.Task.ConfigureAwait(false);
        _session.Dispose();
    }

    private void Run()
    {
        List<Change> group = new(MaxInGroup);
        while (_waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (group.Count < MaxInGroup && _waiting.Reader.TryRead(out Change? change))
            {
                if (!change.IsAlone)
                {
                    group.Add(change);
                    continue;
                }

                Commit(group);
                RunAlone(change);
                group.Clear();
            }

            Commit(group);
            group.Clear();
        }

        _ended.SetResult();
    }

    private void RunAlone(Change change)
    {
        try
        {
            change.Run(_session);
            change.Answer();
        }
        catch (Exception error)
        {
            change.Fail(SqliteErrors.Translate(error));
        }
    }

    private void Commit(List<Change> group)
    {
        if (group.Count == 0) return;
        try
        {
            _session.Execute("BEGIN IMMEDIATE");
            foreach (Change change in group) RunOne(change);
            _session.Execute("COMMIT");
        }
        catch (Exception error)
        {
            Rollback();
            foreach (Change change in group) change.Fail(SqliteErrors.Translate(error));
            return;
        }

        LedgerInstruments.OnCommitted(group.Count);
        foreach (Change change in group) change.Answer();
    }

    private void Rollback()
    {
        try
        {
            if (_session.IsInTransaction) _session.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // A disk that fails: the callers get the first error, and the next transaction meets what is left.
        }
    }

    private void RunOne(Change change)
    {
        _session.Execute("SAVEPOINT change");
        try
        {
            change.Run(_session);
        }
        catch (Exception error)
        {
            // A full disk may have rolled back the whole transaction: then nothing of this group was done.
            if (!_session.IsInTransaction) throw;
            _session.Execute("ROLLBACK TO change");
            change.Fail(SqliteErrors.Translate(error));
        }

        _session.Execute("RELEASE change");
    }

    private abstract class Change
    {
        public abstract bool IsAlone { get; }

        public abstract void Run(SqliteSession session);

        public abstract void Answer();

        public abstract void Fail(Exception error);
    }

    private sealed class Change<T>(Func<SqliteSession, T> body, bool isAlone, CancellationToken cancellationToken) : Change
    {
        public override bool IsAlone => isAlone;

        private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T _result = default!;

        public Task<T> Task => _answer.Task;

        public override void Run(SqliteSession session)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _result = body(session);
        }

        public override void Answer() => _answer.TrySetResult(_result);

        public override void Fail(Exception error) => _answer.TrySetException(error);
    }
}
