using JpegReducer.Benchmarks.Dispatch;
using JpegReducer.Benchmarks.Load;

const string Help = """
    Measures the dispatcher alone, and simulates clusters larger than one machine: the real scheduling code in virtual time.

    usage: Dispatch grants                  the cost of a pull, by accounts and jobs with waiting items
           Dispatch messages                the message rate of the dispatcher's grain
           Dispatch silos [MAX [SEED]]      slots, waiting times and the dispatcher's load in clusters of 3 to MAX (default: 3,000) silos

    The report is written to standard output as Markdown, with the machine and the date. Reports are kept in benchmarks/results.
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
