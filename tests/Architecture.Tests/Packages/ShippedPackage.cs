using System.Text.Json;
using System.Xml.Linq;

namespace JpegReducer.Architecture.Tests.Packages;

/// <summary>A package whose files are part of what the project publishes, as the last restore resolved it.</summary>
/// <param name="Id">The package id.</param>
/// <param name="Version">The resolved version.</param>
/// <param name="License">The SPDX expression of its manifest.</param>
/// <param name="Copyright">The copyright line of its manifest, or its authors.</param>
/// <param name="Folder">Where the package was extracted.</param>
internal sealed record ShippedPackage(string Id, string Version, string License, string Copyright, string Folder)
{
    /// <summary>The projects that are published.</summary>
    public static readonly string[] Programs = ["Cli", "Client", "Silo"];

    /// <summary>All packages of the programs, without those that only the build uses.</summary>
    public static IReadOnlyList<ShippedPackage> All { get; } =
        [.. Programs.SelectMany(Of).DistinctBy(package => package.Id).OrderBy(package => package.Id, StringComparer.OrdinalIgnoreCase)];

    private static IEnumerable<ShippedPackage> Of(string project)
    {
        string assets = Path.Combine(Repository.Root, "artifacts", "obj", project, "project.assets.json");
        using JsonDocument graph = JsonDocument.Parse(File.ReadAllBytes(assets));
        string[] folders = [.. graph.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name)];
        foreach (JsonProperty library in graph.RootElement.GetProperty("targets").EnumerateObject()
            .SelectMany(target => target.Value.EnumerateObject()))
        {
            if (library.Value.GetProperty("type").GetString() != "package" || !HasRuntimeFiles(library.Value)) continue;

            string path = graph.RootElement.GetProperty("libraries").GetProperty(library.Name).GetProperty("path").GetString()!;
            yield return Read(folders.Select(folder => Path.Combine(folder, path)).First(Directory.Exists));
        }
    }

    private static bool HasRuntimeFiles(JsonElement library) =>
        library.TryGetProperty("runtime", out _) || library.TryGetProperty("runtimeTargets", out _) || library.TryGetProperty("native", out _);

    private static ShippedPackage Read(string folder)
    {
        XElement metadata = XDocument.Load(Directory.EnumerateFiles(folder, "*.nuspec").Single()).Root!.Elements()
            .Single(element => element.Name.LocalName == "metadata");
        string? Value(string name) => metadata.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value.Trim();
        return new ShippedPackage(
            Value("id")!, Value("version")!, Value("license") ?? "", Value("copyright") ?? $"Copyright (c) {Value("authors")}", folder);
    }
}
