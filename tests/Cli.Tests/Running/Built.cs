namespace JpegReducer.Cli.Tests.Running;

/// <summary>What was built beside these tests, and the sources that it was built from.</summary>
internal static class Built
{
    /// <summary>The root of the sources.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder of the program that was built with these tests, in the same configuration.</summary>
    public static string ProgramFolder { get; } = Path.Combine(Root, "artifacts", "bin", "Cli", new DirectoryInfo(AppContext.BaseDirectory).Name);

    /// <summary>The program.</summary>
    public static string Program { get; } = Path.Combine(ProgramFolder, "jpegreducer");

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "global.json"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException("These tests do not lie in the tree of the sources.");
    }
}
