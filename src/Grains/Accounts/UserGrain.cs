using JpegReducer.Interfaces.Accounts;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Interfaces.Retention;
using JpegReducer.Storage.Records;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Serialization;

namespace JpegReducer.Grains.Accounts;

/// <inheritdoc cref="IUserGrain"/>
/// <remarks>
/// Turns interleave, so that many jobs that settle at once share one write. What is written is a copy: storage serializes on
/// another thread, while other turns go on changing the account.
/// </remarks>
[Reentrant]
internal sealed class UserGrain : Grain, IUserGrain
{
    private const int DaysKept = 40;

    private readonly IPersistentState<UserState> _stored;
    private readonly DeepCopier<UserState> _copier;
    private readonly TimeProvider _time;
    private readonly RetentionOptions _retention;
    private readonly IItemLedger _ledger;
    private readonly GroupCommit _commits;
    private UserState _account = new();
    private int _timesForgotten;

    /// <summary>Creates the grain.</summary>
    public UserGrain(
        [PersistentState(GrainStorageNames.User, GrainStorageNames.Provider)] IPersistentState<UserState> stored,
        DeepCopier<UserState> copier,
        IItemLedger ledger,
        TimeProvider time,
        IOptions<RetentionOptions> retention)
    {
        _stored = stored;
        _copier = copier;
        _ledger = ledger;
        _time = time;
        _retention = retention.Value;
        _commits = new GroupCommit(WriteAsync, DeactivateOnIdle);
    }

    private AccountId Id => new(this.GetPrimaryKey());

    private DateOnly Today => DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _account = _copier.Copy(_stored.State);

        // A job says that it may be forgotten. Where that word got lost, its records are gone by now, and it can book no more.
        DateTimeOffset oldest = _time.GetUtcNow() - _retention.RecordLifetime - TimeSpan.FromDays(1);
        foreach ((JobId job, JobAccount account) in _account.Jobs.ToArray())
        {
            if (account.Since < oldest) _account.Jobs.Remove(job);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<AccountProfile> EnsureAsync(string name)
    {
        if (_account.Name is null)
        {
            _account.Name = name;
            await _commits.CommitAsync();
        }

        return Profile();
    }

    /// <inheritdoc/>
    public Task<AccountProfile?> GetAsync() => Task.FromResult(_account.Name is null ? null : Profile());

    /// <inheritdoc/>
    public async Task<bool> AddKeyAsync(ApiKeyHash hash, string lastFour, string label, ApiKeyScopes scopes)
    {
        bool isNew = _account.Keys.All(key => key.Hash != hash);
        if (isNew)
        {
            _account.Keys.Add(new StoredApiKey(hash, lastFour, label, scopes, _time.GetUtcNow()));
            await _commits.CommitAsync();
        }

        // Said again even where the account knew: a crash may have come between the two.
        StoredApiKey known = _account.Keys.Single(key => key.Hash == hash);
        await GrainFactory.GetGrain<IApiKeyGrain>(GrainKeys.ForApiKey(hash)).BindAsync(new ApiKeyIdentity(Id, known.Scopes));
        return isNew;
    }

    /// <inheritdoc/>
    public async Task RevokeKeyAsync(ApiKeyHash hash)
    {
        // The key ends first: a crash in between leaves a dead key in the list, not a live one outside it.
        await GrainFactory.GetGrain<IApiKeyGrain>(GrainKeys.ForApiKey(hash)).RevokeAsync();
        if (_account.Keys.RemoveAll(key => key.Hash == hash) > 0) await _commits.CommitAsync();
    }

    /// <inheritdoc/>
    public Task SetMonthlyLimitAsync(long? items)
    {
        _account.MonthlyLimit = items;
        return _commits.CommitAsync();
    }

    /// <inheritdoc/>
    public async Task<ReserveResult> ReserveAsync(JobId job, int items)
    {
        if (_account.MonthlyLimit is not { } limit)
        {
            _account.Jobs.TryAdd(job, new JobAccount(0, default, _time.GetUtcNow())); // its first booking need not be asked about
            return new ReserveResult(true, long.MaxValue);
        }

        JobAccount known = _account.Jobs.GetValueOrDefault(job) ?? new JobAccount(0, default, _time.GetUtcNow());
        long remaining = Math.Max(0, limit - MonthTotals().Charged - _account.Jobs.Where(other => other.Key != job).Sum(other => (long)other.Value.Outstanding));
        if (items - known.Booked.Ended > remaining) return new ReserveResult(false, remaining);

        _account.Jobs[job] = known with { Reserved = items };
        await _commits.CommitAsync();
        return new ReserveResult(true, remaining);
    }

    /// <inheritdoc/>
    public async Task BookAsync(JobId job, JobTotals totals, bool isFinal)
    {
        if (await MayBookAsync(job)) Book(job, totals, isFinal);
    }

    /// <inheritdoc/>
    public async Task SettleAsync(JobId job, JobTotals totals, bool isFinal)
    {
        if (await MayBookAsync(job)) Book(job, totals, isFinal);

        // Also where nothing is new: the write that made it so may not have come to its end.
        await _commits.CommitAsync();
    }

    /// <inheritdoc/>
    public Task ForgetAsync(JobId job)
    {
        // Goes to storage with whatever is written next; where that never happens, the next activation clears it away in time.
        _account.Jobs.Remove(job);
        _timesForgotten++;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<AccountUsage> GetUsageAsync() => Task.FromResult(new AccountUsage(
        _account.Total,
        MonthTotals(),
        [.. _account.Days.Select(day => new UsageDay(day.Key, day.Value))],
        _account.MonthlyLimit,
        _account.Jobs.Values.Sum(job => (long)job.Outstanding)));

    private static UsageTotals Difference(JobTotals before, JobTotals after) => new(
        after.Reduced - before.Reduced,
        after.Kept - before.Kept,
        after.Failed - before.Failed,
        after.Charged - before.Charged,
        after.BytesIn - before.BytesIn,
        after.BytesOut - before.BytesOut);

    private static UsageTotals Sum(UsageTotals a, UsageTotals b) => new(
        a.Reduced + b.Reduced, a.Kept + b.Kept, a.Failed + b.Failed, a.Charged + b.Charged, a.BytesIn + b.BytesIn, a.BytesOut + b.BytesOut);

    /// <summary>
    /// Whether what a job says may count. One that is not known here was forgotten, or has not booked before: the ledger knows. A silo that
    /// was cut off and comes back may hold a job as it was long before it was settled.
    /// </summary>
    private async Task<bool> MayBookAsync(JobId job)
    {
        while (!_account.Jobs.ContainsKey(job))
        {
            int timesForgotten = _timesForgotten;
            bool isOpen = await _ledger.FindJobAsync(job, CancellationToken.None) is { IsSettled: false };
            if (timesForgotten == _timesForgotten) return isOpen; // else it may have been settled while we asked
        }

        return true;
    }

    private void Book(JobId job, JobTotals totals, bool isFinal)
    {
        JobAccount known = _account.Jobs.GetValueOrDefault(job) ?? new JobAccount(0, default, _time.GetUtcNow());
        if (totals.Ended > known.Booked.Ended)
        {
            UsageTotals more = Difference(known.Booked, totals);
            _account.Total = Sum(_account.Total, more);
            _account.Days[Today] = Sum(_account.Days.GetValueOrDefault(Today), more);
            while (_account.Days.Count > DaysKept) _account.Days.Remove(_account.Days.Keys.First());
            known = known with { Booked = totals };
        }

        _account.Jobs[job] = isFinal ? known with { Reserved = 0 } : known;
    }

    private UsageTotals MonthTotals() => _account.Days
        .Where(day => (day.Key.Year, day.Key.Month) == (Today.Year, Today.Month))
        .Aggregate(default(UsageTotals), (sum, day) => Sum(sum, day.Value));

    private Task WriteAsync()
    {
        _stored.State = _copier.Copy(_account);
        return _stored.WriteStateAsync();
    }

    private AccountProfile Profile() => new(
        Id,
        _account.Name!,
        [.. _account.Keys.Select(key => new ApiKeyView(key.LastFour, key.Label, key.Scopes, key.CreatedAt))],
        _account.MonthlyLimit);
}
