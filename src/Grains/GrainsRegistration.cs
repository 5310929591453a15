using JpegReducer.Grains.Accounts.Pricing;
using JpegReducer.Grains.Dispatch;
using JpegReducer.Grains.Jobs;
using JpegReducer.Grains.Resilience;
using JpegReducer.Grains.Retention;
using JpegReducer.Grains.Workers;
using JpegReducer.Grains.Workers.Engine;
using JpegReducer.Grains.Workers.Failures;
using JpegReducer.Grains.Workers.Fetching;
using JpegReducer.Grains.Workers.Isolation;
using JpegReducer.Grains.Workers.Leases;
using JpegReducer.Grains.Workers.Pulling;
using JpegReducer.Grains.Workers.Reporting;
using JpegReducer.Grains.Workers.Running;
using JpegReducer.Grains.Workers.Sources;
using JpegReducer.Grains.Workers.Threads;
using JpegReducer.Imaging.Pipeline;
using JpegReducer.Imaging.Reduction;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JpegReducer.Grains;

/// <summary>Puts the grains and the worker into a silo.</summary>
public static class GrainsRegistration
{
    /// <summary>
    /// Registers what grains and worker need. To be called after Orleans was added, so that the worker starts when the silo is
    /// active and drains before it stops; options, the storage ports and the <see cref="IsolationProgram"/> are the host's to register.
    /// </summary>
    /// <param name="services">The silo's services.</param>
    public static IServiceCollection AddReductionGrains(this IServiceCollection services)
    {
        services.AddSingleton<IConfigureGrainContextProvider, ActivationYield>();
        services.AddSingleton<RecurringFaults>();
        services.AddSingleton<ChargePolicy>();
        services.AddSingleton<JobInstruments>();
        services.AddSingleton<DispatchInstruments>();
        services.AddSingleton<RetentionInstruments>();
        services.AddHostedService<RetentionStarter>();
        return services.AddWorker();
    }

    private static IServiceCollection AddWorker(this IServiceCollection services)
    {
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<ReductionLimits>>().Value);
        services.AddSingleton<Reducer>();
        services.AddSingleton<WorkerInstruments>();
        services.AddSingleton(provider => new ReductionThreads(Settings(provider).Slots, Settings(provider).Nice));
        services.AddSingleton(provider => new MemoryBudget((long)Settings(provider).MemoryMegabytes << 20));
        services.AddSingleton(provider => new PrefetchPolicy(Settings(provider).Slots, maxOutsideSlots: Settings(provider).Fetches));
        services.AddFetching(new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30)));
        services.AddSingleton<SourceLoader>();
        services.AddSingleton<Sandbox>();
        services.AddSingleton<IsolatedRunner>();
        services.AddSingleton<InProcessRunner>();
        services.AddSingleton<EngineExecutor>();
        services.AddSingleton<ResultStore>();
        services.AddSingleton<ItemRunner>();
        services.AddSingleton<StorageProbe>();
        services.AddSingleton<FailureClassifier>();
        services.AddSingleton<FailureReporter>();
        services.AddSingleton(provider => new OutagePause(
            new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15)), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<InFlightItems>();
        services.AddSingleton<JournalWriter>();
        services.AddSingleton<ResultReporter>();
        services.AddSingleton<PullLoop>();
        services.AddSingleton<LeaseRenewer>();
        services.AddHostedService<ReductionWorker>();
        return services;
    }

    /// <summary>Registers what fetches customers' URLs.</summary>
    /// <param name="services">Options, storage, instruments and time are registered already.</param>
    /// <param name="backoff">How long to wait between two attempts.</param>
    internal static IServiceCollection AddFetching(this IServiceCollection services, Backoff backoff) => services
        .AddSingleton<AddressGuard>()
        .AddSingleton<SourceRequest>()
        .AddSingleton(provider => ActivatorUtilities.CreateInstance<SourceFetcher>(provider, backoff))
        .AddHttpClient(SourceRequest.ClientName, client =>
        {
            client.Timeout = Timeout.InfiniteTimeSpan; // SourceRequest has a deadline
            client.DefaultRequestHeaders.UserAgent.ParseAdd("JpegReducer/1.0");
            client.DefaultRequestHeaders.Accept.ParseAdd("image/*, */*;q=0.5");
        })
        .ConfigurePrimaryHttpMessageHandler(provider => new SocketsHttpHandler
        {
            ConnectCallback = provider.GetRequiredService<AddressGuard>().ConnectOnceAsync,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            MaxResponseHeadersLength = 64,
            AllowAutoRedirect = false, // SourceRequest follows them, and names those that it does not
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            SslOptions = { RemoteCertificateValidationCallback = (_, _, _, errors) => UntrustedCertificateException.ThrowUnlessNone(errors) },
            UseCookies = false,
            UseProxy = false, // a proxy would connect where the guard cannot look
        })
        .Services;

    private static WorkerOptions Settings(IServiceProvider provider) => provider.GetRequiredService<IOptions<WorkerOptions>>().Value;
}
