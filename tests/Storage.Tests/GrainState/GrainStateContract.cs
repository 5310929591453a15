using System.Net;
using System.Net.Sockets;
using JpegReducer.Storage.GrainState;
using Microsoft.Extensions.Hosting;

namespace JpegReducer.Storage.Tests.GrainState;

/// <summary>The contract of every database for Orleans' tables, tested with a real silo that is stopped and started again.</summary>
public abstract class GrainStateContract
{
    [Fact]
    public async Task State_and_reminders_survive_a_restart()
    {
        await RunAsync(async grains =>
        {
            ICounterGrain grain = grains.GetGrain<ICounterGrain>("u-one");
            await grain.AddAsync(40);
            await grain.AddAsync(2);
            await grain.RemindAsync("stays");
            await grain.RemindAsync("goes");
            await grain.RemindAsync("stays");
            await grain.ForgetAsync("goes");
        });

        await RunAsync(async grains =>
        {
            ICounterGrain grain = grains.GetGrain<ICounterGrain>("u-one");

            Assert.Equal(42, await grain.GetAsync());
            Assert.Equal(["stays"], await grain.GetRemindersAsync());
            Assert.Equal(43, await grain.AddAsync(1));
        });
    }

    [Fact]
    public async Task Cleared_state_is_deleted_and_may_be_written_again()
    {
        await RunAsync(async grains =>
        {
            ICounterGrain grain = grains.GetGrain<ICounterGrain>("u-one");
            await grain.AddAsync(5);
            await grain.ClearAsync();
            Assert.Equal(7, await grain.AddAsync(7));
        });

        await RunAsync(async grains => Assert.Equal(7, await grains.GetGrain<ICounterGrain>("u-one").GetAsync()));
    }

    [Fact]
    public async Task Concurrent_writes_of_many_grains_are_all_stored()
    {
        const int Grains = 50;
        await RunAsync(grains => Task.WhenAll(
            Enumerable.Range(0, Grains * 10).Select(i => grains.GetGrain<ICounterGrain>($"u-{i % Grains}").AddAsync(1))));

        await RunAsync(async grains =>
        {
            int[] sums = await Task.WhenAll(Enumerable.Range(0, Grains).Select(i => grains.GetGrain<ICounterGrain>($"u-{i}").GetAsync()));
            Assert.All(sums, sum => Assert.Equal(10, sum));
        });
    }

    /// <summary>Starts a silo on the database, opened as by a new process.</summary>
    protected abstract Task RunAsync(Func<IGrainFactory, Task> body);

    protected static async Task<IHost> StartSiloAsync(IGrainStateDatabase database, Action<ISiloBuilder, int, int> useClustering)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.UseOrleans(silo =>
        {
            useClustering(silo, FreePort(), FreePort());
            silo.AddAdoNetGrainStorageAsDefault(options =>
            {
                options.Invariant = database.Invariant;
                options.DataSource = database.DataSource;
                options.DeleteStateOnClear = true; // as in the product
            });
            silo.UseAdoNetReminderService(options =>
            {
                options.Invariant = database.Invariant;
                options.DataSource = database.DataSource;
            });
        });
        IHost host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
