using JpegReducer.Client.Admission;
using Microsoft.Extensions.DependencyInjection;

namespace JpegReducer.Client.Jobs;

/// <summary>Registers the application layer: what every API submits, waits and reads with.</summary>
internal static class JobServices
{
    public static IServiceCollection AddJobs(this IServiceCollection services) => services
        .AddSingleton<UploadLimiter>()
        .AddSingleton<Backlog>()
        .AddSingleton<UploadReceiver>()
        .AddSingleton<AccountJobs>()
        .AddSingleton<JobFiles>()
        .AddSingleton<JobWait>()
        .AddSingleton<JobSubmitter>()
        .AddSingleton<SingleImageJob>();
}
