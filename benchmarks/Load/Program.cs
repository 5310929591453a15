using JpegReducer.Benchmarks.Load;
using JpegReducer.Benchmarks.Load.Cluster;

const string Help = """
    Measures what the gateway and the grains cost over the bare engine, on a real node in a process of its own.

    usage: Load coordination [FOLDER]     images/s and CPU, node against bare engine, on the files of FOLDER (default: samples)
           Load latency                   POST /v1/optimize of a 10 KB JPEG over the engine's own time, idle node
           Load growth [MOST]             CPU and memory for each item of jobs of 1,000, 10,000, ... MOST (default: 100,000) tiny images
           Load all                       the three, one after another
           Load scale-out [FOLDER [N]]    images/s and CPU, 1, 2 and 3 silos (or N) on PostgreSQL and an object store
                                           against bare engine, on the JPEG files of FOLDER
           Load failover                  how long work stands still when one of three silos is killed
           Load long-job [ITEMS]          one job of ITEMS (default: 1,000,000) URLs on three silos: rate, memory and
                                           database from its start to its end
           Load records [ROWS]            a ledger in PostgreSQL of ROWS (default: 10,000,000) items of forty days: reads, writes, the drop of a day
           Load intake                    a batch of items into that ledger, as arrays in one round trip against COPY

    The report goes to the standard output as Markdown, with the machine and the date: keep it in benchmarks/results.
    """;

Report report = new(Console.Out);
switch (args)
{
    case ["coordination"]:
        await Coordination.RunAsync(report, Path.Combine(Repository.Root, "samples"));
        return 0;
    case ["coordination", var folder]:
        await Coordination.RunAsync(report, folder);
        return 0;
    case ["scale-out"]:
        await ScaleOut.RunAsync(report, Path.Combine(Repository.Root, "samples"), [1, 2, 3]);
        return 0;
    case ["scale-out", var folder]:
        await ScaleOut.RunAsync(report, folder, [1, 2, 3]);
        return 0;
    case ["scale-out", var folder, var only] when int.TryParse(only, out int silos):
        await ScaleOut.RunAsync(report, folder, [silos]);
        return 0;
    case ["failover"]:
        await Failover.RunAsync(report);
        return 0;
    case ["long-job"]:
        await LongJob.RunAsync(report, items: 1_000_000);
        return 0;
    case ["long-job", var max] when int.TryParse(max, out int items):
        await LongJob.RunAsync(report, items);
        return 0;
    case ["latency"]:
        await Latency.RunAsync(report);
        return 0;
    case ["growth"]:
        await Growth.RunAsync(report, max: 100_000);
        return 0;
    case ["growth", var max] when int.TryParse(max, out int items):
        await Growth.RunAsync(report, items);
        return 0;
    case ["all"]:
        await Coordination.RunAsync(report, Path.Combine(Repository.Root, "samples"));
        await Latency.RunAsync(report);
        await Growth.RunAsync(report, max: 100_000);
        return 0;
    case ["records"]:
        await Records.RunAsync(report, rows: 10_000_000);
        return 0;
    case ["records", var rows] when int.TryParse(rows, out int items):
        await Records.RunAsync(report, items);
        return 0;
    case ["intake"]:
        await Intake.RunAsync(report);
        return 0;
    default:
        Console.Error.WriteLine(Help);
        return 2;
}
