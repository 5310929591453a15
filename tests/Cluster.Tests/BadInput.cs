using JpegReducer.ApiContracts;
using JpegReducer.ApiContracts.Client;
using JpegReducer.Support.Files;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Cluster.Tests;

/// <summary>Untrusted input to a real node: it must not affect anything else.</summary>
[Trait("Category", "Process")]
public sealed class BadInput
{
    private const string CorpusVariable = "JPEGREDUCER_CORPUS";
    private const double MaxMegabytes = 900;

    /// <summary>The bad files that decoders show with a warning.</summary>
    private static readonly string[] Damaged = ["cut.jpg", "damaged.jpg"];

    [Fact]
    public async Task A_job_full_of_bad_files_names_a_reason_for_each_and_reduces_the_good_ones()
    {
        (string Name, byte[] Bytes)[] good = [.. Enumerable.Range(0, 20).Select(seed => ($"good-{seed}.jpg", TestImages.Photo(480, 360, seed)))];
        (string Name, byte[] Bytes)[] bad = [.. OwnBadFiles()];
        (string Name, byte[] Bytes)[] doubtful = [.. FilesOfCorpus("broken")];
        using TemporaryFolder data = new();
        await using NodeProcess node = await NodeProcess.StartAsync(data.Path, "--Worker:MemoryMegabytes", "256");
        using NodeClient client = new(node.CreateClient());

        string job = await client.OpenJobAsync();
        foreach ((string Name, byte[] Bytes)[] batch in good.Concat(bad).Concat(doubtful).Chunk(50)) await client.UploadAsync(job, batch);
        JobView end = await client.FinishAsync(job);

        ILookup<string, ManifestItem> items = (await client.ManifestAsync(job)).ToLookup(item => item.Name);
        Assert.All(good, file => Assert.Equal(ItemState.Reduced, items[file.Name].Single().State));
        Assert.All(bad, file => Assert.Equal((file.Name, Damaged.Contains(file.Name) ? ItemState.Kept : ItemState.Failed),
            (file.Name, items[file.Name].Single().State)));
        Assert.All(Damaged, name => Assert.Equal("damaged", items[name].Single().Reason));
        Assert.All(items.SelectMany(item => item), AssertNamed);
        Assert.Equal(end.Counts.Charged, (await client.UsageAsync()).Total.Charged);
        Assert.InRange(node.PeakMegabytes, 0, MaxMegabytes);
    }

    [SmallDiskFact]
    public async Task A_full_disk_rejects_new_files_and_accepted_items_continue_when_space_is_available()
    {
        using TemporaryFolder mount = new();
        using SmallDisk disk = new(mount["data"], megabytes: 24);
        await using NodeProcess node = await NodeProcess.StartAsync(disk.Path, "--Storage:MinFreeSpace", "4MiB");
        using NodeClient client = new(node.CreateClient());
        string job = await client.OpenJobAsync();
        await client.UploadAsync(job, [("accepted.jpg", TestImages.Photo(480, 360))]);

        string ballast = Path.Combine(disk.Path, "ballast");
        Fill(ballast);
        ApiProblemException problem = await Assert.ThrowsAsync<ApiProblemException>(
            () => client.UploadAsync(job, [("refused.jpg", TestImages.Photo(2000, 1500))]));
        (bool isReady, string said) = await client.ReadyAsync();
        File.Delete(ballast);
        JobView end = await client.FinishAsync(job);

        Assert.False(isReady);
        Assert.Contains("Storage:MinFreeSpace", said, StringComparison.Ordinal);
        Assert.Equal(ProblemCodes.StorageFull, problem.Code);
        Assert.Equal((1, 1), (end.Counts.Total, end.Counts.Reduced));
    }

    private static void AssertNamed(ManifestItem item)
    {
        Assert.NotEqual(ItemState.Pending, item.State);
        if (item.State is ItemState.Reduced) return;

        Assert.False(string.IsNullOrEmpty(item.Reason), item.Name);
        Assert.False(item.Charged, item.Name);
    }

    private static IEnumerable<(string Name, byte[] Bytes)> OwnBadFiles() =>
    [
        ("empty.jpg", BrokenImages.Empty),
        ("page.jpg", BrokenImages.Html),
        ("cut.jpg", BrokenImages.Truncated(TestImages.Photo())),
        ("cut-in-header.jpg", BrokenImages.CutInHeader(TestImages.Photo())),
        ("damaged.jpg", BrokenImages.CorruptJpeg()),
        ("corrupt.jpg", BrokenImages.ImpossibleTables()),
        ("corrupt.png", BrokenImages.CorruptPng()),
        ("bomb.jpg", BrokenImages.BombHeader()),
        ("scans.jpg", BrokenImages.ScanBomb()),
        ("arithmetic.jpg", BrokenImages.JpegOfProcess(0xC9)),
        ("hierarchical.jpg", BrokenImages.JpegOfProcess(0xC5)),
    ];

    /// <summary>Files of a corpus of real files, if there is one, with unique names.</summary>
    private static IEnumerable<(string Name, byte[] Bytes)> FilesOfCorpus(string folder) =>
        Environment.GetEnvironmentVariable(CorpusVariable) is { } corpus
            ? Directory.EnumerateFiles(Path.Combine(corpus, folder)).Order().Select(
                (file, index) => ($"corpus-{index}-{Path.GetFileName(file)}", File.ReadAllBytes(file)))
            : [];

    private static void Fill(string file)
    {
        using FileStream ballast = File.Create(file);
        byte[] block = new byte[4096];
        try
        {
            while (true)
            {
                ballast.Write(block);
                ballast.Flush();
            }
        }
        catch (IOException)
        {
            // full
        }
    }
}
