using System.IO.Pipelines;
using JpegReducer.Client.Admission;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace JpegReducer.Client.Tests.Admission;

/// <summary>Bodies that arrive at 100 bytes per second or slower, measured over ten seconds.</summary>
public sealed class MinimumRateStreamTests : IDisposable
{
    private const int Enough = 1_000;
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(10);
    private readonly FakeTimeProvider _time = new();
    private readonly Pipe _body = new(new PipeOptions(useSynchronizationContext: false));
    private readonly MinimumRateStream _stream;

    public MinimumRateStreamTests() => _stream = new MinimumRateStream(_body.Reader.AsStream(), bytesPerSecond: 100, GracePeriod, _time);

    public void Dispose() => _stream.Dispose();

    [Fact]
    public async Task A_body_of_which_nothing_arrives_ends_after_the_grace_period()
    {
        Task<int> reading = ReadAsync();
        _time.Advance(GracePeriod - TimeSpan.FromTicks(1));
        Assert.False(reading.IsCompleted);

        _time.Advance(TimeSpan.FromTicks(1));

        await AssertTooSlowAsync(reading);
    }

    [Fact]
    public async Task A_body_that_trickles_ends_after_the_grace_period()
    {
        for (int second = 0; second < 9; second++) await ReceiveAsync(bytes: 50, after: TimeSpan.FromSeconds(1));
        Task<int> reading = ReadAsync();

        _time.Advance(TimeSpan.FromSeconds(1));

        await AssertTooSlowAsync(reading);
    }

    [Fact]
    public async Task A_fast_start_does_not_allow_a_later_pause()
    {
        for (int i = 0; i < 100; i++) await ReceiveAsync(Enough, after: TimeSpan.FromSeconds(1));
        Task<int> reading = ReadAsync();

        _time.Advance(GracePeriod);

        await AssertTooSlowAsync(reading);
    }

    [Fact]
    public async Task A_body_at_the_minimum_rate_is_read_to_its_end_however_long_it_is()
    {
        for (int i = 0; i < 10_000; i++) await ReceiveAsync(bytes: 11, after: TimeSpan.FromMilliseconds(100));
        await _body.Writer.CompleteAsync();

        Assert.Equal(0, await ReadAsync());
    }

    [Fact]
    public async Task Time_in_which_nothing_is_read_does_not_count()
    {
        for (int i = 0; i < 100; i++)
        {
            await _body.Writer.WriteAsync(new byte[1]);
            _time.Advance(TimeSpan.FromMinutes(1)); // the store is slow
            Assert.Equal(1, await ReadAsync());
        }
    }

    [Fact]
    public async Task A_small_body_whose_end_comes_in_time_is_enough()
    {
        await ReceiveAsync(bytes: 1, after: TimeSpan.FromSeconds(5));
        Task<int> reading = ReadAsync();
        _time.Advance(TimeSpan.FromSeconds(4));
        await _body.Writer.CompleteAsync();

        Assert.Equal(0, await reading);
    }

    [Fact]
    public async Task A_cancelled_read_does_not_report_a_slow_body()
    {
        using CancellationTokenSource gaveUp = new();
        Task<int> reading = _stream.ReadAsync(new byte[Enough], gaveUp.Token).AsTask();

        await gaveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    private Task<int> ReadAsync() => _stream.ReadAsync(new byte[Enough]).AsTask();

    private async Task ReceiveAsync(int bytes, TimeSpan after)
    {
        Task<int> reading = ReadAsync();
        _time.Advance(after);
        await _body.Writer.WriteAsync(new byte[bytes]);
        Assert.Equal(bytes, await reading);
    }

    private static async Task AssertTooSlowAsync(Task<int> reading) =>
        Assert.Equal(StatusCodes.Status408RequestTimeout, (await Assert.ThrowsAsync<BadHttpRequestException>(() => reading)).StatusCode);
}
