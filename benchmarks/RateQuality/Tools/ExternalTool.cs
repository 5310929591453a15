using System.Diagnostics;

namespace JpegReducer.Benchmarks.RateQuality.Tools;

/// <summary>A program found on PATH.</summary>
internal sealed class ExternalTool
{
    private readonly string _path;

    private ExternalTool(string path) => _path = path;

    /// <summary>A hash of the program: tools do not agree on how to print a version.</summary>
    public string Version => field ??= ContentHash.Of(File.ReadAllBytes(_path));

    public static ExternalTool? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists) is { } path ? new ExternalTool(path) : null;

    /// <summary>Runs the program to its end and returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public string Run(params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(_path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> complaints = process.StandardError.ReadToEndAsync();
        string printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? printed
            : throw new InvalidOperationException($"{_path} ended with {process.ExitCode}: {complaints.Result}");
    }

    /// <summary>Runs the tool on bytes through two temporary files, whose paths are in the arguments.</summary>
    public byte[] Transform(byte[] input, string inputExtension, Func<string, string, IEnumerable<string>> arguments)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("rate-quality-");
        try
        {
            string source = Path.Combine(folder.FullName, "in" + inputExtension);
            string target = Path.Combine(folder.FullName, "out.jpg");
            File.WriteAllBytes(source, input);
            Run(arguments(source, target));
            return File.ReadAllBytes(target);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
