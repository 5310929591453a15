using System.Security.Cryptography;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Blobs;

namespace JpegReducer.Storage.Tests.Blobs;

/// <summary>What every blob store promises.</summary>
public abstract class BlobStoreContract
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly JobId Job = JobId.New(Noon);

    protected abstract IBlobStore Store { get; }

    /// <summary>
    /// Whether the first of two writers that do not know of each other wins even if their content differs, which no key of ours needs.
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
    public async Task A_file_is_not_there_before_it_is_whole()
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
    public async Task A_taken_key_keeps_its_file_and_the_answer_describes_that_one()
    {
        byte[] first = Content(1000);
        BlobKey key = await WriteAsync(first);

        BlobInfo second = await Store.WriteAsync(key, new MemoryStream(Content(2000)), 2000, default);

        Assert.Equal(new BlobInfo(1000, Convert.ToHexStringLower(SHA256.HashData(first))), second);
        Assert.Equal(first, await ReadAsync(key));
    }

    [Fact]
    public async Task Of_eight_writers_of_a_key_one_wins_and_all_are_told_of_its_file()
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
    public async Task More_than_is_allowed_is_not_stored(int length, int max)
    {
        BlobKey key = BlobKey.ForUpload(Job, Noon);

        await Assert.ThrowsAsync<BlobTooLargeException>(() => Store.WriteAsync(key, new MemoryStream(Content(length)), max, default));

        Assert.Null(await Store.OpenReadAsync(key, default));
        AssertNothingIsLeftBehind();
    }

    [Fact]
    public async Task A_write_that_is_cancelled_leaves_nothing_behind()
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
    public async Task An_upload_that_breaks_off_leaves_nothing_behind()
    {
        BlobKey key = BlobKey.ForUpload(Job, Noon);
        HeldStream content = new(Content(500_000));
        Task<BlobInfo> writing = Store.WriteAsync(key, content, 500_000, default);
        await content.HalfIsRead;

        content.Break(new IOException("The client went away."));

        await Assert.ThrowsAsync<IOException>(() => writing);
        Assert.Null(await Store.OpenReadAsync(key, default));
        AssertNothingIsLeftBehind();
    }

    [Fact]
    public async Task A_deleted_file_is_gone_and_its_minute_with_it()
    {
        BlobKey key = await WriteAsync(Content(10));

        await Store.DeleteAsync(key, default);
        await Store.DeleteAsync(key, default);

        Assert.Null(await Store.OpenReadAsync(key, default));
        Assert.Null(await Store.GetEarliestExpiryAsync(default));
    }

    [Fact]
    public async Task What_is_due_goes_whole_and_the_rest_stays()
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
    public async Task A_minute_is_due_from_its_first_moment()
    {
        await WriteAsync(Content(1), Noon);

        Assert.Empty(await DeleteDueAsync(Noon.AddTicks(-1)));
        Assert.Single(await DeleteDueAsync(Noon));
    }

    [Fact]
    public async Task A_reader_who_began_before_the_sweep_reads_to_the_end()
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
    public async Task Writers_are_not_disturbed_by_sweeps()
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
    public async Task The_earliest_minute_is_known()
    {
        Assert.Null(await Store.GetEarliestExpiryAsync(default));

        await WriteAsync(Content(1), Noon.AddMinutes(7));
        await WriteAsync(Content(1), Noon.AddMinutes(5).AddSeconds(1));
        await WriteAsync(Content(1), Noon.AddMinutes(9));

        Assert.Equal(Noon.AddMinutes(6), await Store.GetEarliestExpiryAsync(default));
    }

    [Fact]
    public async Task A_key_that_was_never_parsed_is_refused() =>
        await Assert.ThrowsAsync<FormatException>(() => Store.OpenReadAsync(default, default));

    [Fact]
    public async Task A_store_that_works_passes_its_check()
    {
        await Store.CheckAsync(default);

        AssertNothingIsLeftBehind();
    }

    /// <summary>Looks behind the port for what an unfinished write may leave.</summary>
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
