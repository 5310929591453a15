using JpegReducer.Hosting.Nodes;
using JpegReducer.Hosting.Settings;
using JpegReducer.Silo;

if (IsolatedMode.IsRequested(args)) return IsolatedMode.Run();

return await NodeProgram.RunAsync(stop =>
{
    WebApplicationBuilder builder = NodeBuilder.Create(args);
    return SettingsReader.Read<NodeOptions>(builder.Configuration.GetSection(NodeOptions.Section)).Mode is NodeMode.Cluster
        ? RunSiloAsync(builder, stop) : RunEmbeddedAsync(builder, stop);
});

static async Task RunEmbeddedAsync(WebApplicationBuilder builder, CancellationToken stop)
{
    await using EmbeddedNode node = await EmbeddedNode.StartAsync(builder, configure: null, stop);
    Console.WriteLine($"JpegReducer listens at {node.Url}");
    if (node.NewApiKey is { } key) Console.WriteLine($"The first API key, shown this once: {key}");
    await node.WaitForShutdownAsync();
}

static async Task RunSiloAsync(WebApplicationBuilder builder, CancellationToken stop)
{
    await using ClusterNode node = await ClusterNode.StartAsync(builder, stop);
    Console.WriteLine($"The silo is a member of its cluster; health and metrics are at {node.Url}");
    await node.WaitForShutdownAsync();
}
