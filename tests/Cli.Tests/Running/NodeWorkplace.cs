using System.Globalization;

namespace JpegReducer.Cli.Tests.Running;

/// <summary>A node that was started with <c>up</c>, for the tests of a class.</summary>
public sealed class NodeWorkplace : IAsyncLifetime
{
    /// <summary>The most bytes that a file may have on this node.</summary>
    public const int LargestUpload = 2_000_000;

    private readonly Workplace _place = new();
    private RunningProgram _node = null!;

    /// <summary>Where the node says that it listens.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>The key that was shown at the first start.</summary>
    public string Key { get; private set; } = null!;

    /// <summary>The node's data folder.</summary>
    public string Data => _place.Data;

    public async Task InitializeAsync()
    {
        // The tests' own server is on the loopback interface, where no customer's URL leads.
        _place.Environment["Fetch__AllowedNetworks__0"] = "127.0.0.0/8";
        _place.Environment["Gateway__MaxUploadBytes"] = LargestUpload.ToString(CultureInfo.InvariantCulture);
        _node = _place.Start("up", "--listen", "http://127.0.0.1:0");
        Url = new Uri((await _node.ReadLineAsync(line => line.TrimStart().StartsWith("page", StringComparison.Ordinal))).Split(' ')[^1]);
        Key = (await _node.ReadLineAsync(line => line.Contains("API key", StringComparison.Ordinal))).Split(
            ' ', StringSplitOptions.RemoveEmptyEntries)[2];
    }

    /// <summary>A folder of a test's own, whose program finds this node.</summary>
    public Workplace CreateWorkplace()
    {
        Workplace place = new();
        place.Environment["JPEGREDUCER_DATA"] = Data;
        return place;
    }

    public Task DisposeAsync() => _place.DisposeAsync().AsTask();
}
