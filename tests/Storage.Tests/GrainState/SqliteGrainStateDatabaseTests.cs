using JpegReducer.Storage.Embedded;
using JpegReducer.Support.Files;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JpegReducer.Storage.Tests.GrainState;

public sealed class SqliteGrainStateDatabaseTests : GrainStateContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override async Task RunAsync(Func<IGrainFactory, Task> body)
    {
        await using EmbeddedStorage storage = await EmbeddedStorage.OpenAsync(new EmbeddedStorageOptions { DataFolder = _folder.Path }, default);
        using IHost silo =
            await StartSiloAsync(storage.GrainState, (builder, port, gatewayPort) => builder.UseLocalhostClustering(port, gatewayPort));
        await body(silo.Services.GetRequiredService<IGrainFactory>());
        await silo.StopAsync();
    }
}
