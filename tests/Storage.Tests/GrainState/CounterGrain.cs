namespace JpegReducer.Storage.Tests.GrainState;

public interface ICounterGrain : IGrainWithStringKey
{
    Task<int> AddAsync(int number);

    Task<int> GetAsync();

    Task ClearAsync();

    Task RemindAsync(string name);

    Task<string[]> GetRemindersAsync();

    Task ForgetAsync(string name);
}

[GenerateSerializer]
public sealed class CounterState
{
    [Id(0)]
    public int Sum { get; set; }
}

public sealed class CounterGrain([PersistentState("counter")] IPersistentState<CounterState> state) : Grain, ICounterGrain, IRemindable
{
    public async Task<int> AddAsync(int number)
    {
        state.State.Sum += number;
        await state.WriteStateAsync();
        return state.State.Sum;
    }

    public Task<int> GetAsync() => Task.FromResult(state.State.Sum);

    public Task ClearAsync() => state.ClearStateAsync();

    public Task RemindAsync(string name) => this.RegisterOrUpdateReminder(name, TimeSpan.FromHours(1), TimeSpan.FromHours(2));

    public async Task<string[]> GetRemindersAsync() => [.. (await this.GetReminders()).Select(reminder => reminder.ReminderName).Order()];

    public async Task ForgetAsync(string name) => await this.UnregisterReminder((await this.GetReminder(name))!);

    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;
}
