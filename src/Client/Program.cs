using JpegReducer.Client.Cluster;
using JpegReducer.Hosting.Nodes;

return await NodeProgram.RunAsync(async stop =>
{
    await using ClusterGateway gateway = await ClusterGateway.StartAsync(args, stop);
    Console.WriteLine($"JpegReducer listens at {gateway.Url}");
    await gateway.WaitForShutdownAsync();
});
