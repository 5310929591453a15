using JpegReducer.Benchmarks.Load;

namespace JpegReducer.Benchmarks.Dispatch;

/// <summary>The utilization of slots, the waiting times of items and the load of the dispatcher, with 3 to 3,000 silos.</summary>
internal static class Scheduling
{
    private static readonly (int Silos, double Seconds)[] Sizes = [(3, 600), (10, 300), (100, 120), (1_000, 30), (3_000, 15)];

    private static readonly (int BigJob, double Others, bool Batches)[] Loads =
        [(10_000, 0, true), (1_000_000, 0, true), (1_000_000, 0.5, true), (1_000_000, 0.5, false)];

    public static void Run(Report report, int max, int seed)
    {
        foreach ((int bigJob, double others, bool batches) in Loads)
        {
            IEnumerable<ClusterSettings> settings = Sizes.Where(size => size.Silos <= max).Select(size =>
                new ClusterSettings(size.Silos, bigJob, size.Seconds) { Seed = seed, OthersShare = others, BatchesReports = batches });
            Cluster[] clusters = [.. settings.Select(Simulate)];
            string accounts = others > 0 ? " and 2,000 accounts" : "";
            string commits = batches ? "reports of a job batched into one commit" : "one commit for each report";
            string title = $"beside jobs of {bigJob:N0} images{accounts}, {commits}";
            ReportWaits(report, title, clusters);
            ReportCosts(report, title, clusters);
        }

        ReportSlowSources(report, seed);
    }

    /// <summary>Whether slots wait for slow sources, with and without the prefetch that covers them.</summary>
    private static void ReportSlowSources(Report report, int seed)
    {
        report.Table(
            "Slow sources: 10 silos, jobs of 1,000,000 images", "mean load time, s", "utilization with two images in flight for each slot",
            "with additional prefetch");
        foreach (double load in (double[])[0.005, 0.1, 0.2, 0.5, 1, 2])
        {
            ClusterSettings settings = new(10, 1_000_000, 120) { Seed = seed, BatchesReports = true, LoadSeconds = load };
            report.Row(load, Simulate(settings with { FetchesPerSlot = 0 }).Utilization, Simulate(settings).Utilization);
        }
    }

    private static Cluster Simulate(ClusterSettings settings)
    {
        Console.Error.WriteLine(settings);
        Cluster cluster = new(settings);
        cluster.Run();
        return cluster;
    }

    private static void ReportWaits(Report report, string title, Cluster[] clusters)
    {
        report.Table(
            $"Slots and waits, {title}",
            "silos", "slots", "images/s", "utilization", "idle while items wait", "wait of an item of a 10-image job, p50 s", "p99 s",
            "p99 in image times",
            "wait of an interactive item, p50 s", "p99 s", "throughput of a slow slot relative to a fast one", "repeated after crashes");
        foreach (Cluster cluster in clusters)
        {
            ClusterSettings settings = cluster.Settings;
            double p99 = At(cluster.SmallWaits, 0.99);
            report.Row(
                settings.Silos, cluster.Silos.Sum(silo => silo.Slots), cluster.Silos.Sum(silo => silo.Ended) / settings.Seconds,
                cluster.Utilization, cluster.IdleWhileItemsWait,
                At(cluster.SmallWaits, 0.5), p99, p99 / settings.ImageMedian, At(cluster.InteractiveWaits, 0.5),
                At(cluster.InteractiveWaits, 0.99),
                PerSlot(cluster, isSlow: true) / PerSlot(cluster, isSlow: false), cluster.Repeated);
        }
    }

    private static void ReportCosts(Report report, string title, Cluster[] clusters)
    {
        report.Table(
            $"The dispatcher, {title}",
            "silos", "open jobs at the end", "pulls/s", "announcements/s", "µs/pull", "µs/announcement", "busy with decisions",
            "busy, with messages");
        foreach (Cluster cluster in clusters)
        {
            double seconds = cluster.Settings.Seconds;
            double pulls = cluster.Server.Pulls.Count / seconds, announcements = cluster.Server.Announcements.Count / seconds;
            double decisions = ((pulls * cluster.Server.Pulls.Mean) + (announcements * cluster.Server.Announcements.Mean)) / 1e6;
            report.Row(
                cluster.Settings.Silos, cluster.OpenJobs, pulls, announcements, cluster.Server.Pulls.Mean,
                cluster.Server.Announcements.Mean,
                decisions, (pulls + announcements) * cluster.Settings.MessageSeconds);
        }
    }

    private static double PerSlot(Cluster cluster, bool isSlow)
    {
        SimulatedSilo[] silos = [.. cluster.Silos.Where(silo => silo.IsSlow == isSlow && !silo.IsCrashed)];
        return (double)silos.Sum(silo => silo.Ended) / silos.Sum(silo => silo.Slots);
    }

    private static double At(List<double> values, double share) =>
        values.Count == 0 ? 0 : values.Order().ElementAt((int)(share * (values.Count - 1)));
}
