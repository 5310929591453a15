using JpegReducer.Benchmarks.RateQuality.Store;
using JpegReducer.Support.Files;

namespace JpegReducer.Benchmarks.Tests;

public sealed class ResultStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private FileInfo File => new(Path.Combine(_folder.Path, "results", "store.jsonl"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_second_run_finds_what_the_first_has_measured()
    {
        Measurement measured = Result("v1", 80, ("a", 81.25), ("b", double.PositiveInfinity));
        Write(measured);

        Measurement? found = ResultStore.Load(File).Find(measured.Try, ["a", "b"]);

        Assert.Equal(81.25, found?.Values["a"]);
        Assert.Equal(double.PositiveInfinity, found?.Values["b"]);
        Assert.Equal((measured.Bytes, measured.Seconds), (found!.Bytes, found.Seconds));
    }

    [Fact]
    public void Another_version_quality_or_judge_is_measured_again()
    {
        Measurement measured = Result("v1", 80, ("a", 1));
        Write(measured);
        ResultStore store = ResultStore.Load(File);

        Assert.Null(store.Find(measured.Try with { Version = "v2" }, ["a"]));
        Assert.Null(store.Find(measured.Try with { Quality = 81 }, ["a"]));
        Assert.Null(store.Find(measured.Try with { Source = "another" }, ["a"]));
        Assert.Null(store.Find(measured.Try, ["a", "b"]));
    }

    [Fact]
    public void A_line_that_was_cut_off_is_skipped_and_the_next_one_is_not_lost()
    {
        Measurement first = Result("v1", 80, ("a", 1)), second = Result("v1", 90, ("a", 2));
        Write(first);
        System.IO.File.AppendAllText(File.FullName, ResultStore.Format(second)[..40]);
        Write(second);

        ResultStore store = ResultStore.Load(File);

        Assert.NotNull(store.Find(first.Try, ["a"]));
        Assert.NotNull(store.Find(second.Try, ["a"]));
    }

    [Fact]
    public void The_same_result_of_another_version_is_not_judged_again()
    {
        Write(Result("v1", 80, ("a", 1)), Result("v2", 80, ("b", 2)));

        IReadOnlyDictionary<string, double> values = ResultStore.Load(File).ValuesOf("source", "result 80");

        Assert.Equal((1, 2), (values["a"], values["b"]));
    }

    [Fact]
    public void Two_runs_cannot_write_to_one_store()
    {
        using StoreWriter writer = new(File);

        Assert.Throws<IOException>(() => new StoreWriter(File));
    }

    private void Write(params Measurement[] measurements)
    {
        using StoreWriter writer = new(File);
        foreach (Measurement measurement in measurements) writer.Append(measurement);
    }

    private static Measurement Result(string version, int quality, params (string Judge, double Value)[] values) => new(
        new Try("source", "encoder", version, quality), 1000 + quality, $"result {quality}", IsLossless: false, 0.125,
        values.ToDictionary(value => value.Judge, value => value.Value));
}
