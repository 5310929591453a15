namespace JpegReducer.Architecture.Tests;

/// <summary>The sources and what was built from them.</summary>
internal static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>The names of the projects below a folder.</summary>
    public static IEnumerable<string> Projects(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories)
            .Select(Path.GetFileNameWithoutExtension).OfType<string>().Order();

    /// <summary>The assembly of a project below <c>src</c>, as it was built beside this one.</summary>
    public static string Assembly(string project) =>
        Path.Combine(AppContext.BaseDirectory, project == "Cli" ? "jpegreducer.dll" : $"JpegReducer.{project}.dll");

    private static string Find(DirectoryInfo folder) =>
        File.Exists(Path.Combine(folder.FullName, "JpegReducer.Orleans.sln")) ? folder.FullName : Find(folder.Parent!);
}
