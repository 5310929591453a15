using JpegReducer.Client.Cluster;
using JpegReducer.ServiceDefaults.Hosting;

return await NodeHost.RunAsync(async () =>
{
    await using ClusterGateway gateway = await ClusterGateway.StartAsync(args, CancellationToken.None);
    Console.WriteLine($"JpegReducer listens at {gateway.Url}");
    await gateway.WaitForShutdownAsync();
});
