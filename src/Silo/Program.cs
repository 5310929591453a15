using JpegReducer.Silo;

// Exit codes as sysexits.h names them.
const int ConfigurationError = 78;

if (IsolatedMode.IsAsked(args)) return IsolatedMode.Run();

try
{
    await using EmbeddedNode node = await EmbeddedNode.StartAsync(args, configure: null, CancellationToken.None);
    Console.WriteLine($"JpegReducer listens at {node.Url}");
    if (node.NewApiKey is { } key) Console.WriteLine($"The first API key, shown this once: {key}");
    await node.WaitForShutdownAsync();
    return 0;
}
catch (NodeStartException exception)
{
    Console.Error.WriteLine(exception.Message);
    return ConfigurationError;
}
