using System.Reflection;
using System.Runtime.CompilerServices;
using JpegReducer.Client;
using JpegReducer.Client.Cluster;
using JpegReducer.Grains.Jobs;
using JpegReducer.Grains.Workers;
using JpegReducer.Grains.Workers.Faults;
using JpegReducer.Grains.Workers.Fetching;
using JpegReducer.Imaging.Reduction;
using JpegReducer.Interfaces.Retention;
using JpegReducer.Storage.Blobs.S3;
using JpegReducer.Storage.Postgres;

namespace JpegReducer.Silo.Tests;

/// <summary>What an operator reads is what the program has.</summary>
public sealed class OperationsManualTests
{
    private static readonly string Manual = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "docs", "operations.md"));

    [Theory]
    [InlineData(typeof(NodeOptions), NodeOptions.Section)]
    [InlineData(typeof(ClusterOptions), ClusterOptions.Section)]
    [InlineData(typeof(PostgresStorageOptions), PostgresStorageOptions.Section)]
    [InlineData(typeof(S3Options), S3Options.Section)]
    [InlineData(typeof(GatewayOptions), GatewayOptions.Section)]
    [InlineData(typeof(WorkerOptions), WorkerOptions.Section)]
    [InlineData(typeof(FetchOptions), FetchOptions.Section)]
    [InlineData(typeof(FaultOptions), FaultOptions.Section)]
    [InlineData(typeof(ReductionLimits), "Limits")]
    [InlineData(typeof(JobOptions), JobOptions.Section)]
    [InlineData(typeof(RetentionOptions), RetentionOptions.Section)]
    public void Every_setting_of_a_section_stands_in_the_manual_and_no_other(Type options, string section)
    {
        string[] settings = [.. options.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Select(property => $"{section}:{property.Name}").Order()];

        string[] documented = [.. Manual.Split('\n')
            .Where(line => line.StartsWith($"| `{section}:", StringComparison.Ordinal))
            .SelectMany(line => line.Split('|')[1].Split('`').Where((_, index) => index % 2 == 1))
            .Order()];

        Assert.Equal(settings, documented);
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
