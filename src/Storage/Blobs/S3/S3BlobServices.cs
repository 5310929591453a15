using Microsoft.Extensions.DependencyInjection;

namespace JpegReducer.Storage.Blobs.S3;

/// <summary>Registers storage.</summary>
public static class S3BlobServices
{
    /// <summary>Keeps files in an object store, for nodes that share no disk.</summary>
    public static IServiceCollection AddS3Blobs(this IServiceCollection services, S3Options options) => services
        .AddSingleton<IBlobStore>(_ => new S3BlobStore(S3Clients.Create(options), options.Bucket));
}
