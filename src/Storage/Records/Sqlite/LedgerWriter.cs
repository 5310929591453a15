using System.Threading.Channels;
using JpegReducer.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace JpegReducer.Storage.Records.Sqlite;

/// <summary>
/// The only thread that writes. All queued changes are run in one transaction, each under a separate savepoint, and
/// completed when it is durable: many callers share one fsync, and a failed change does not affect the others.
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

    /// <summary>Runs a change; returns when it is durable. Cancellation has no effect once it has begun.</summary>
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

    /// <summary>Runs a statement that cannot be part of a transaction, between two of them.</summary>
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
            change.Complete();
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
        foreach (Change change in group) change.Complete();
    }

    private void Rollback()
    {
        try
        {
            if (_session.IsInTransaction) _session.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // The disk fails: the callers get the first error; the next transaction rolls back or fails too.
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
            // A full disk may have rolled back the whole transaction: then no change of this group was made.
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

        public abstract void Complete();

        public abstract void Fail(Exception error);
    }

    private sealed class Change<T>(Func<SqliteSession, T> body, bool isAlone, CancellationToken cancellationToken) : Change
    {
        public override bool IsAlone => isAlone;

        private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T _result = default!;

        public Task<T> Task => _completion.Task;

        public override void Run(SqliteSession session)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _result = body(session);
        }

        public override void Complete() => _completion.TrySetResult(_result);

        public override void Fail(Exception error) => _completion.TrySetException(error);
    }
}
