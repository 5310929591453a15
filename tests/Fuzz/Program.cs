using JpegReducer.Fuzz;
using JpegReducer.Imaging.Tests.Jpeg.Fuzzing;
using SharpFuzz;

// The first word says which engine drives; without one, the arguments are files and folders to be run over once.
switch (args)
{
    case ["afl", var target] when JpegTargets.Find(target) is { } check:
        Fuzzer.Run((Stream stream) => check(ReadAll(stream)));
        return 0;
    case ["libfuzzer", var target] when JpegTargets.Find(target) is { } check:
        Fuzzer.LibFuzzer.Run(file => check(file.ToArray()));
        return 0;
    case ["seeds", var folder]:
        Directory.CreateDirectory(folder);
        foreach ((string kind, byte[] file) in ValidJpegs.All) File.WriteAllBytes(Path.Combine(folder, $"{kind.Replace(':', '-')}.jpg"), file);
        return 0;
    case [var target, _, ..] when JpegTargets.Find(target) is { } check:
        return FileRun.Over(args[1..], check);
    default:
        Console.Error.WriteLine(
            $"Usage: fuzz [afl|libfuzzer] {string.Join('|', JpegTargets.Names)}, or the last with files and folders, or fuzz seeds FOLDER");
        return 2;
}

static byte[] ReadAll(Stream stream)
{
    using MemoryStream file = new();
    stream.CopyTo(file);
    return file.ToArray();
}
