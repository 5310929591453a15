using JpegReducer.Benchmarks.Dispatch;
using JpegReducer.Benchmarks.Load;

const string Help = """
    Measures the dispatcher by itself, and clusters larger than any machine at hand by simulation: the real decisions, in virtual time.

    usage: Dispatch grants                   what a pull costs, by accounts and jobs with work
           Dispatch messages                 how many messages the dispatcher's grain takes
           Dispatch silos [MOST [SEED]]      slots, waits and the dispatcher's load of clusters of 3 to MOST (default: 3,000) silos

    The report goes to the standard output as Markdown, with the machine and the date: keep it in benchmarks/results.
    """;

switch (args)
{
    case ["grants"]:
        Grants.Run(new Report(Console.Out));
        return 0;
    case ["messages"]:
        await Messages.RunAsync(new Report(Console.Out));
        return 0;
    case ["silos"]:
        Scheduling.Run(new Report(Console.Out), max: 3_000, seed: 1);
        return 0;
    case ["silos", var max] when int.TryParse(max, out int silos):
        Scheduling.Run(new Report(Console.Out), silos, seed: 1);
        return 0;
    case ["silos", var max, var seed] when int.TryParse(max, out int silos) && int.TryParse(seed, out int number):
        Scheduling.Run(new Report(Console.Out), silos, number);
        return 0;
    default:
        Console.Error.WriteLine(Help);
        return 2;
}
