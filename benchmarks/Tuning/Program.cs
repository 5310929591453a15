using System.CommandLine;
using JpegReducer.Benchmarks.Tuning;

Argument<DirectoryInfo> folder = new Argument<DirectoryInfo>(
    "folder")
{ Description = "JPEG files; those of the tuning half are used." }.AcceptExistingOnly();
Option<int> files = new("--files") { Description = "The largest number of files.", DefaultValueFactory = _ => 6 };
Option<int> rounds = new("--rounds") { Description = "The largest number of rounds over all parameters.", DefaultValueFactory = _ => 1 };
Option<double> step = new("--step")
{
    Description = "The factor by which a parameter is changed in either direction.",
    DefaultValueFactory = _ => 1.1,
};
Option<double[]> scores = new("--score") { Description = "SSIMULACRA 2 scores at which bytes are compared.", DefaultValueFactory = _ => [80, 70] };
Option<bool> holdout = new("--holdout") { Description = "Compares on the other half, with the numbers in the code only." };

RootCommand command = new("Searches quantizer presets by coordinate descent, starting from the numbers in the code.") { folder, files,
    rounds, step, scores, holdout };
command.SetAction((parsed, cancellationToken) =>
{
    using TuningSet set = TuningSet.Load(
        parsed.GetRequiredValue(folder), parsed.GetValue(files), isHoldout: parsed.GetValue(holdout), cancellationToken);
    PresetSearch search = new(set, parsed.GetRequiredValue(scores), parsed.GetValue(step), Console.Out);
    search.Run(parsed.GetValue(holdout) ? 0 : parsed.GetValue(rounds), cancellationToken);
    return Task.CompletedTask;
});
return await command.Parse(args).InvokeAsync();
