using System.CommandLine;
using JpegReducer.ApiContracts;
using JpegReducer.Cli.Files;
using JpegReducer.Cli.Output;
using JpegReducer.Cli.Platform;
using JpegReducer.Imaging.Reduction;

namespace JpegReducer.Cli.Commands;

/// <summary><c>reduce</c>: runs the engine without a node.</summary>
internal static class ReduceCommand
{
    private const int MaxJobs = 1_000;

    public static Command Create()
    {
        Argument<string[]> inputs = new("in") { Description = "Images, and folders of images.", Arity = ArgumentArity.OneOrMore };
        Option<string?> output = new("--output", "-o") { Description = "Where to write results: a file for one input file, otherwise a folder." };
        Option<bool> inPlace = new("--in-place") { Description = "Replace the sources, each atomically and only by a smaller file." };
        ReductionSwitches reduction = new();
        Option<double?> target = TypedOptions.NumberBetween(
            "--target", "The SSIMULACRA2 score to reach, measured, above 0 and below 100, instead of mode and quality. JPEG only: other "
            + "formats are reduced losslessly.", 0, 100);
        Option<Effort> effort = TypedOptions.Word<Effort>(
            "--effort", "How long lossy JPEG may take for smaller files of the same quality: normal (default), high (several times "
            + "as long), or thorough (longer still).");
        Option<bool> measure = new("--measure") { Description = "Measure the score of each result instead of estimating it." };
        Option<bool> json = CommonOptions.Json();
        Option<int?> jobs = TypedOptions.WholeNumber(
            "--jobs", "Number of images reduced concurrently. Default: the number of processors.", 1, MaxJobs, "-j");

        Command command = new(
            "reduce",
            $"""
            Makes images smaller, without a node.

              jpegreducer reduce photo.jpg --output smaller.jpg
              jpegreducer reduce photos --output optimized --mode glossy
              jpegreducer reduce photos --output optimized --target 80
              jpegreducer reduce photos --output optimized --effort high
              jpegreducer reduce photos --output optimized --also webp
              jpegreducer reduce photos --in-place --json

            A result is never larger than its source: files that cannot be reduced are copied unchanged. One bad file does not stop the others.
            {ExitCodes.ReduceHelp}
            """)
        {
            inputs, output, inPlace, target, effort, measure, json, jobs,
        };
        reduction.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            if (parsed.GetValue(inPlace) == parsed.GetValue(output) is not null)
                throw new UserException(ExitCodes.Usage, "Give either --output or --in-place.");

            OutputPlan plan = OutputPlan.Create(parsed.GetRequiredValue(inputs), parsed.GetValue(output), cancellationToken);
            ReductionRequest request = reduction.Read(parsed);
            if (request.Formats.Contains(OutputFormat.Webp)) plan = plan with { Files = WebPNames.Assign(plan.Files) };
            ReductionOptions options = EngineOptions.Of(request) with
            {
                TargetScore = parsed.GetValue(target),
                Effort = parsed.GetValue(effort),
            };
            return RunAsync(plan, options, parsed.GetValue(measure), parsed.GetValue(jobs) ?? Environment.ProcessorCount, parsed.GetValue(
                json), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        OutputPlan plan, ReductionOptions options, bool measures, int jobs, bool json, CancellationToken cancellationToken)
    {
        FileReduction reduction = new(options, new ReductionLimits(), measures);
        ResultTable table = new(json, Console.Out);
        using IDisposable _ = ExitActions.Add(table.Finish); // if a signal ends the program before the engine stops
        try
        {
            foreach (Unprocessed entry in plan.Unprocessed) table.Add(entry.ToReport());
            ParallelOptions parallel = new() { MaxDegreeOfParallelism = jobs, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(plan.Files, parallel, (file, cancelled) =>
            {
                table.Add(reduction.Run(file, cancelled));
                return ValueTask.CompletedTask;
            });
        }
        finally
        {
            table.Finish(); // also after an interruption
        }

        return table.Failed == 0 ? ExitCodes.Success : ExitCodes.SomeFailed;
    }
}
