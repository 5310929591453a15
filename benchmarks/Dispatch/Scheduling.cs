using JpegReducer.Benchmarks.Load;

namespace JpegReducer.Benchmarks.Dispatch;

/// <summary>How well slots are used, how long people wait and how busy the dispatcher is, from 3 silos to 3,000.</summary>
internal static class Scheduling
{
    private static readonly (int Silos, double Seconds)[] Sizes = [(3, 600), (10, 300), (100, 120), (1_000, 30), (3_000, 15)];

    public static void Run(Report report, int max, int seed)
    {
        foreach ((int bigJob, double others, bool gathers) in ((int, double, bool)[])[(10_000, 0, true), (1_000_000, 0, true), (1_000_000, 0.5, true), (1_000_000, 0.5, false)])
        {
            Cluster[] clusters = [.. Sizes.Where(size => size.Silos <= max).Select(size => Simulate(new ClusterSettings(size.Silos, bigJob, size.Seconds) { Seed = seed, OthersShare = others, GathersReports = gathers }))];
            string title = $"beside jobs of {bigJob:N0} images{(others > 0 ? " and 2,000 accounts" : "")}, {(gathers ? "reports of a job gathered into one commit" : "as it would be if each report were a commit of its own")}";
            ReportWaits(report, title, clusters);
            ReportCosts(report, title, clusters);
        }

        ReportSlowSources(report, seed);
    }

    /// <summary>Whether slots wait for customers' slow servers, and would with no more in hand than two images a slot.</summary>
    private static void ReportSlowSources(Report report, int seed)
    {
        report.Table(
            "Sources that are slow to come: 10 silos, jobs of 1,000,000 images", "an image comes after, mean s", "utilisation with two images a slot in hand", "and those on their way");
        foreach (double load in (double[])[0.005, 0.1, 0.2, 0.5, 1, 2])
        {
            ClusterSettings settings = new(10, 1_000_000, 120) { Seed = seed, GathersReports = true, LoadSeconds = load };
            report.Row(load, Simulate(settings with { FetchesPerSlot = 0 }).Utilisation, Simulate(settings).Utilisation);
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
            "silos", "slots", "images/s", "utilisation", "idle while items wait", "an image of ten begins after, p50 s", "p99 s", "p99 in image times",
            "an interactive one, p50 s", "p99 s", "a slow slot's share of a fast one's", "repeated after deaths");
        foreach (Cluster cluster in clusters)
        {
            ClusterSettings settings = cluster.Settings;
            double p99 = At(cluster.SmallWaits, 0.99);
            report.Row(
                settings.Silos, cluster.Silos.Sum(silo => silo.Slots), cluster.Silos.Sum(silo => silo.Ended) / settings.Seconds, cluster.Utilisation, cluster.IdleWhileItemsWait,
                At(cluster.SmallWaits, 0.5), p99, p99 / settings.ImageMedian, At(cluster.InteractiveWaits, 0.5), At(cluster.InteractiveWaits, 0.99),
                PerSlot(cluster, isSlow: true) / PerSlot(cluster, isSlow: false), cluster.Repeated);
        }
    }

    private static void ReportCosts(Report report, string title, Cluster[] clusters)
    {
        report.Table(
            $"The dispatcher, {title}",
            "silos", "open jobs at the end", "pulls/s", "announcements/s", "µs/pull", "µs/announcement", "busy with decisions", "busy, with messages");
        foreach (Cluster cluster in clusters)
        {
            double seconds = cluster.Settings.Seconds, pulls = cluster.Server.Pulls.Count / seconds, announcements = cluster.Server.Announcements.Count / seconds;
            double decisions = ((pulls * cluster.Server.Pulls.Mean) + (announcements * cluster.Server.Announcements.Mean)) / 1e6;
            report.Row(
                cluster.Settings.Silos, cluster.OpenJobs, pulls, announcements, cluster.Server.Pulls.Mean, cluster.Server.Announcements.Mean,
                decisions, (pulls + announcements) * cluster.Settings.MessageSeconds);
        }
    }

    private static double PerSlot(Cluster cluster, bool isSlow)
    {
        SimulatedSilo[] silos = [.. cluster.Silos.Where(silo => silo.IsSlow == isSlow && !silo.IsDead)];
        return (double)silos.Sum(silo => silo.Ended) / silos.Sum(silo => silo.Slots);
    }

    private static double At(List<double> values, double share) => values.Count == 0 ? 0 : values.Order().ElementAt((int)(share * (values.Count - 1)));
}
