using System.Security.Cryptography;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Blobs;

namespace JpegReducer.Storage.Tests.Blobs;

/// <summary>The contract of every blob store.</summary>
public abstract class BlobStoreContract
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly JobId Job = JobId.New(Noon);

    protected abstract IBlobStore Store { get; }

    /// <summary>
    /// Whether the first of two concurrent writers wins even if their content differs, which the project does not need.
    /// </summary>
    protected virtual bool FirstWriterWins => true;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10_000)]
    [InlineData(128 * 1024)]
    [InlineData(128 * 1024 + 1)]
    [InlineData(1_000_003)]
    public async Task What_was_written_is_read_back(int length)
    {
        byte[] content = Content(length);
        BlobKey key = BlobKey.ForUpload(Job, Noon);

        BlobInfo written = await Store.WriteAsync(key, new TricklingStream(content), length, default);

        Assert.Equal(new BlobInfo(length, Convert.ToHexStringLower(SHA256.HashData(content))), written);
        Assert.Equal(content, await ReadAsync(key));
    }

    [Fact]
    public async Task A_file_that_was_never_written_is_null() =>
        Assert.Null(await Store.OpenReadAsync(BlobKey.ForUpload(Job, Noon), default));

    [Fact]
    public async Task A_file_is_read_from_any_position()
    {
        byte[] content = Content(300_000);
        BlobKey key = await WriteAsync(content);
        await using Stream? file = await Store.OpenReadAsync(key, default);
        byte[] range = new byte[1000];

        foreach (int start in (int[])[250_000, 0, 299_000, 65_535])
        {
            file!.Position = start;
            await file.ReadExactlyAsync(range);

            Assert.Equal(content[start..(start + 1000)], range);
        }

        Assert.Equal(300_000, file!.Length);
    }

    [Fact]
    public async Task A_file_is_not_visible_before_it_is_complete()
    {
        BlobKey key = BlobKey.ForUpload(Job, Noon);
        HeldStream content = new(Content(500_000));
        Task<BlobInfo> writing = Store.WriteAsync(key, content, 500_000, default);
        await content.HalfIsRead;

        Assert.Null(await Store.OpenReadAsync(key, default));

        content.Release();
        Assert.Equal(500_000, (await writing).Bytes);
        Assert.NotNull(await ReadAsync(key));
    }

    [Fact]
    public async Task An_existing_file_is_not_overwritten_and_the_result_describes_it()
    {
        byte[] first = Content(1000);
        BlobKey key = await WriteAsync(first);

        BlobInfo second = await Store.WriteAsync(key, new MemoryStream(Content(2000)), 2000, default);

        Assert.Equal(new BlobInfo(1000, Convert.ToHexStringLower(SHA256.HashData(first))), second);
        Assert.Equal(first, await ReadAsync(key));
    }

    [Fact]
    public async Task One_of_eight_writers_of_a_key_wins_and_all_receive_its_file()
    {
        for (int round = 0; round < 20; round++)
        {
            BlobKey key = BlobKey.ForOutput(Job, round, OutputNames.Main, Noon);

            byte[] same = RandomNumberGenerator.GetBytes(20_000);
            BlobInfo[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(
                _ => Store.WriteAsync(key, new MemoryStream(FirstWriterWins ? RandomNumberGenerator.GetBytes(20_000) : same), 20_000, default)));

            byte[] winner = (await ReadAsync(key))!;
            Assert.Equal(new BlobInfo(20_000, Convert.ToHexStringLower(SHA256.HashData(winner))), Assert.Single(answers.Distinct()));
        }
    }

    [Theory]
    [InlineData(1001, 1000)]
    [InlineData(1_000_000, 200_000)]
    public async Task A_file_above_the_limit_is_not_stored(int length, int max)
    {
        BlobKey key = BlobKey.ForUpload(Job, Noon);

        await Assert.ThrowsAsync<BlobTooLargeException>(() => Store.WriteAsync(key, new MemoryStream(Content(length)), max, default));

        Assert.Null(await Store.OpenReadAsync(key, default));
        AssertNothingIsLeftBehind();
    }

    [Fact]
    public async Task A_cancelled_write_leaves_no_file()
    {
        BlobKey key = BlobKey.ForUpload(Job, Noon);
        HeldStream content = new(Content(500_000));
        using CancellationTokenSource cancel = new();
        Task<BlobInfo> writing = Store.WriteAsync(key, content, 500_000, cancel.Token);
        await content.HalfIsRead;

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
        Assert.Null(await Store.OpenReadAsync(key, default));
        AssertNothingIsLeftBehind();
    }

    [Fact]
    public async Task An_interrupted_upload_leaves_no_file()
    {
        BlobKey key = BlobKey.ForUpload(Job, Noon);
        HeldStream content = new(Content(500_000));
        Task<BlobInfo> writing = Store.WriteAsync(key, content, 500_000, default);
        await content.HalfIsRead;

        content.Break(new IOException("The client disconnected."));

        await Assert.ThrowsAsync<IOException>(() => writing);
        Assert.Null(await Store.OpenReadAsync(key, default));
        AssertNothingIsLeftBehind();
    }

    [Fact]
    public async Task Deleting_the_last_file_of_a_minute_deletes_the_minute()
    {
        BlobKey key = await WriteAsync(Content(10));

        await Store.DeleteAsync(key, default);
        await Store.DeleteAsync(key, default);

        Assert.Null(await Store.OpenReadAsync(key, default));
        Assert.Null(await Store.GetEarliestExpiryAsync(default));
    }

    [Fact]
    public async Task Expired_minutes_are_deleted_completely_and_others_are_kept()
    {
        BlobKey[] due =
            [await WriteAsync(Content(100), Noon), await WriteAsync(Content(200), Noon),
            await WriteAsync(Content(300), Noon.AddMinutes(1))];
        BlobKey kept = await WriteAsync(Content(400), Noon.AddMinutes(2));

        List<DeletedPrefix> receipts = await DeleteDueAsync(Noon.AddMinutes(2).AddTicks(-1));

        Assert.Equal(
            [new DeletedPrefix(BlobKey.Prefix(Noon), 2, 300), new DeletedPrefix(BlobKey.Prefix(Noon.AddMinutes(1)), 1, 300)],
            receipts);
        foreach (BlobKey key in due) Assert.Null(await Store.OpenReadAsync(key, default));
        Assert.NotNull(await ReadAsync(kept));
        Assert.Empty(await DeleteDueAsync(Noon.AddMinutes(2).AddTicks(-1)));
    }

    [Fact]
    public async Task A_minute_expires_at_its_beginning()
    {
        await WriteAsync(Content(1), Noon);

        Assert.Empty(await DeleteDueAsync(Noon.AddTicks(-1)));
        Assert.Single(await DeleteDueAsync(Noon));
    }

    [Fact]
    public async Task A_read_that_began_before_a_sweep_completes()
    {
        byte[] content = Content(300_000);
        BlobKey key = await WriteAsync(content);
        await using Stream? file = await Store.OpenReadAsync(key, default);

        await DeleteDueAsync(Noon);

        byte[] read = new byte[300_000];
        await file!.ReadExactlyAsync(read);
        Assert.Equal(content, read);
    }

    [Fact]
    public async Task Sweeps_do_not_affect_writers()
    {
        Task writers = Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            for (int i = 0; i < 50; i++) await WriteAsync(Content(100));
        }));
        long swept = 0;
        while (!writers.IsCompleted) swept += (await DeleteDueAsync(Noon)).Sum(receipt => receipt.Files);
        await writers;

        swept += (await DeleteDueAsync(Noon)).Sum(receipt => receipt.Files);

        Assert.Equal(200, swept);
    }

    [Fact]
    public async Task The_earliest_minute_is_returned()
    {
        Assert.Null(await Store.GetEarliestExpiryAsync(default));

        await WriteAsync(Content(1), Noon.AddMinutes(7));
        await WriteAsync(Content(1), Noon.AddMinutes(5).AddSeconds(1));
        await WriteAsync(Content(1), Noon.AddMinutes(9));

        Assert.Equal(Noon.AddMinutes(6), await Store.GetEarliestExpiryAsync(default));
    }

    [Fact]
    public async Task An_uninitialized_key_is_rejected() =>
        await Assert.ThrowsAsync<FormatException>(() => Store.OpenReadAsync(default, default));

    [Fact]
    public async Task A_healthy_store_passes_its_check()
    {
        await Store.CheckAsync(default);

        AssertNothingIsLeftBehind();
    }

    /// <summary>Whether there is anything left of an unfinished write.</summary>
    protected abstract void AssertNothingIsLeftBehind();

    protected async Task<byte[]?> ReadAsync(BlobKey key)
    {
        await using Stream? file = await Store.OpenReadAsync(key, default);
        if (file is null) return null;
        using MemoryStream content = new();
        await file.CopyToAsync(content);
        return content.ToArray();
    }

    private static byte[] Content(int length)
    {
        byte[] content = new byte[length];
        new Random(length).NextBytes(content);
        return content;
    }

    private async Task<BlobKey> WriteAsync(byte[] content, DateTimeOffset? expiresAt = null)
    {
        BlobKey key = BlobKey.ForUpload(Job, expiresAt ?? Noon);
        await Store.WriteAsync(key, new MemoryStream(content), content.Length, default);
        return key;
    }

    private async Task<List<DeletedPrefix>> DeleteDueAsync(DateTimeOffset now)
    {
        List<DeletedPrefix> receipts = [];
        await foreach (DeletedPrefix receipt in Store.DeleteDueAsync(now, default)) receipts.Add(receipt);
        return receipts;
    }
}
