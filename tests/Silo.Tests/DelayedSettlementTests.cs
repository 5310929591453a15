using System.Net.Http.Json;
using JpegReducer.ApiContracts;
using JpegReducer.Interfaces.Accounts.Usage;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace JpegReducer.Silo.Tests;

/// <summary>A job whose items have all ended, but whose usage is not settled yet.</summary>
public sealed class DelayedSettlementTests
{
    [Theory]
    [InlineData(nameof(IUsageGrain.BookAsync), JobState.Running)]
    [InlineData(nameof(IUsageGrain.SettleAsync), JobState.Done)]
    public async Task A_list_a_read_and_a_wait_return_the_same_state(string delayed, JobState expected)
    {
        DelayedCall call = new(delayed);
        await using TestNode node = await TestNode.StartAsync(services => services.AddSingleton<IIncomingGrainCallFilter>(call));
        using NodeClient client = node.CreateClient();
        using HttpClient http = node.CreateHttpClient();
        string job = await client.OpenJobAsync();
        await client.UploadAsync(job, [("a.jpg", TestImages.Photo())]);
        await client.WaitAsync(job, view => view.Counts.Pending == 0);
        call.Hold();
        await client.SealAsync(job);
        await call.Reached;

        JobView[] seen = [await ReadAsync(), await ListAsync(), await WaitAsync()];
        call.Release();
        JobView done = await client.WaitAsync(job, view => view.State is JobState.Done);

        Assert.All(
            seen, view =>
            Assert.Equal(
            (expected, expected is JobState.Done, seen[0].Version, seen[0].Counts),
            (view.State, view.ClosedAt is not null, view.Version, view.Counts)));
        JobView listed = await ListAsync();
        Assert.Equal((done.State, done.Version, done.ClosedAt), (listed.State, listed.Version, listed.ClosedAt));

        async Task<JobView> ReadAsync() => (await http.GetFromJsonAsync($"/v1/jobs/{job}", ApiJson.Default.JobView))!;
        async Task<JobView> ListAsync() => Assert.Single((await http.GetFromJsonAsync("/v1/jobs", ApiJson.Default.JobList))!.Items);
        async Task<JobView> WaitAsync() =>
            (await http.GetFromJsonAsync($"/v1/jobs/{job}?wait=0.1&since={long.MaxValue}", ApiJson.Default.JobView))!;
    }

    /// <summary>Delays a call to an account until it is released.</summary>
    private sealed class DelayedCall(string method) : IIncomingGrainCallFilter
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _isHeld;

        public Task Reached => _reached.Task;

        public void Hold() => _isHeld = true;

        public void Release() => _released.TrySetResult();

        public async Task Invoke(IIncomingGrainCallContext context)
        {
            if (_isHeld && context.MethodName == method)
            {
                _reached.TrySetResult();
                await _released.Task;
            }

            await context.Invoke();
        }
    }
}
