using System.Net;
using JpegReducer.Hosting.GrainCalls;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Interfaces.Records;
using JpegReducer.Support.Images;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace JpegReducer.Client.Tests.GrainCalls;

/// <summary>Calls of idempotent grain methods, and of others, that fail for a transient reason.</summary>
public sealed class IdempotentCallRetryTests(IdempotentCallRetryTests.FlakyNode node) : IClassFixture<IdempotentCallRetryTests.FlakyNode>
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_request_succeeds_although_each_of_its_grain_calls_fails_at_first()
    {
        using HttpClient http = await node.NewAccountAsync();
        node.FailFirst(nameof(IJobGrain.OpenAsync), nameof(IJobGrain.WaitAsync), nameof(IRecordsGrain.GetItemAsync));

        using HttpResponseMessage response = await http.PostAsync("/v1/optimize", Answers.Bytes(TestImages.Photo()));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain(nameof(IJobGrain.OpenAsync), node.Failing);
    }

    [Fact]
    public async Task A_method_that_is_not_marked_is_called_once()
    {
        node.FailFirst(nameof(IRecordsGrain.CheckAsync));

        await Assert.ThrowsAsync<SiloUnavailableException>(() => node.Grains.GetGrain<IRecordsGrain>(GrainKeys.Records).CheckAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transient_failure_is_retried_for_thirty_seconds_with_pauses_of_up_to_two(bool asResponse)
    {
        FakeCall call = new(nameof(IJobGrain.GetStatusAsync), new SiloUnavailableException(), asResponse);

        Task invoked = Filter().Invoke(call);
        TimeSpan waited = await RunAsync(invoked);

        Assert.True(
            asResponse ? call.Response?.Exception is SiloUnavailableException
            : invoked.Exception?.InnerException is SiloUnavailableException);
        Assert.InRange(waited, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(32));
        Assert.InRange(call.Invocations, 20, 25); // 0.1, 0.2, 0.4, 0.8, 1.6 seconds with this jitter, then every two
    }

    [Theory]
    [InlineData(nameof(IJobGrain.GetStatusAsync), typeof(InvalidOperationException), false)]
    [InlineData(nameof(IJobGrain.GetStatusAsync), typeof(SiloUnavailableException), true)]
    [InlineData(nameof(IRecordsGrain.CheckAsync), typeof(SiloUnavailableException), false)]
    public async Task Other_failures_other_methods_and_calls_of_grains_are_not_retried(string method, Type failure, bool isFromGrain)
    {
        FakeCall call = new(method, (Exception)Activator.CreateInstance(failure)!, asResponse: false) { IsFromGrain = isFromGrain };

        await Assert.ThrowsAsync(failure, () => Filter().Invoke(call));

        Assert.Equal(1, call.Invocations);
    }

    private IdempotentCallRetry Filter() => new(_time, random: () => 1);

    private async Task<TimeSpan> RunAsync(Task task)
    {
        long began = _time.GetTimestamp();
        while (!task.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }

        return _time.GetElapsedTime(began);
    }

    /// <summary>A node whose clients lose the first call of some methods.</summary>
    public sealed class FlakyNode : GatewayNode
    {
        private readonly Lock _lock = new();
        private readonly HashSet<string> _failing = [];

        public IReadOnlyCollection<string> Failing
        {
            get
            {
                lock (_lock) return [.. _failing];
            }
        }

        public void FailFirst(params string[] methods)
        {
            lock (_lock) _failing.UnionWith(methods);
        }

        protected override void Configure(IServiceCollection services) =>
            services.AddSingleton<IOutgoingGrainCallFilter>(new LossFilter(this));

        private sealed class LossFilter(FlakyNode node) : IOutgoingGrainCallFilter
        {
            public Task Invoke(IOutgoingGrainCallContext context)
            {
                lock (node._lock)
                {
                    if (node._failing.Remove(context.MethodName)) throw new SiloUnavailableException("The silo was lost.");
                }

                return context.Invoke();
            }
        }
    }
}
