using System.CommandLine;
using System.Globalization;
using JpegReducer.Benchmarks.Tuning;
using JpegReducer.Imaging.Jpeg.Quantization;

Argument<DirectoryInfo[]> folders = new Argument<DirectoryInfo[]>("folder")
{
    Description = "JPEG and PNG files; those of the tuning half are used. Each folder counts alike.",
    Arity = ArgumentArity.OneOrMore,
}.AcceptExistingOnly();
Option<int> files = new("--files") { Description = "The largest number of files of each folder.", DefaultValueFactory = _ => 8 };
Option<int> side = new("--side") { Description = "The width and height of the crops in pixels.", DefaultValueFactory = _ => 512 };
Option<int> rounds = new("--rounds") { Description = "The largest number of rounds over all parameters.", DefaultValueFactory = _ => 1 };
Option<double> step = new("--step")
{
    Description = "The factor by which a parameter is changed in either direction; each further round takes its square root.",
    DefaultValueFactory = _ => 1.2,
};
Option<string[]> set = new("--set") { Description = "A factor on a parameter before the search, such as \"Y node 0=1.2\"." };
Option<string[]> only = new("--only") { Description = "Parameters to search, by the beginnings of their names; all by default." };
Option<bool> holdout = new("--holdout") { Description = "Uses the files of the other half." };

RootCommand command = new(
    """
    Searches quantizer presets by coordinate descent, from the numbers in the code: bytes at equal quality, by SSIMULACRA2 and butteraugli
    together. Prints for each folder the bytes by SSIMULACRA2, butteraugli 3-norm and max norm, relative to the numbers in the code.
    """) { folders, files, side, rounds, step, set, only, holdout };
command.SetAction((parsed, cancellationToken) =>
{
    QuantizerPresets from = QuantizerPresets.Default;
    foreach (string setting in parsed.GetValue(set) ?? [])
    {
        if (setting.Split('=') is not [var name, var text] || Parameter.All.FirstOrDefault(parameter => parameter.Name == name) is not { } changed
            || !float.TryParse(text, CultureInfo.InvariantCulture, out float factor))
        {
            Console.Error.WriteLine($"No setting: {setting}. Parameters are {string.Join(", ", Parameter.All.Select(known => known.Name))}.");
            return Task.FromResult(1);
        }

        from = changed.Multiply(from, factor);
    }

    string[] beginnings = parsed.GetValue(only) ?? [];
    Parameter[] searched =
    [
        .. Parameter.All.Where(parameter => beginnings.Length == 0 || beginnings.Any(
            beginning => parameter.Name.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))),
    ];
    using TuningSet pictures = TuningSet.Load(
        parsed.GetRequiredValue(folders), parsed.GetValue(files), parsed.GetValue(side), parsed.GetValue(holdout), cancellationToken);
    new PresetSearch(pictures, Console.Out)
        .Run(QuantizerPresets.Default, from, searched, parsed.GetValue(rounds), parsed.GetValue(step), cancellationToken);
    return Task.FromResult(0);
});
return await command.Parse(args).InvokeAsync();
