using System.Text.RegularExpressions;

namespace JpegReducer.Architecture.Tests;

/// <summary>Ports are public, adapters are not.</summary>
public sealed partial class Adapters
{
    [Theory]
    [InlineData("src/Storage/Blobs/FileSystem")]
    [InlineData("src/Storage/Records/FileSystem")]
    [InlineData("src/Storage/Records/Sqlite")]
    [InlineData("src/Storage/Records/Postgres")]
    public void An_adapter_is_internal(string folder)
    {
        string[] sources = Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories);

        Assert.NotEmpty(sources);
        Assert.DoesNotContain(sources, file => PublicType().IsMatch(File.ReadAllText(file)));
    }

    [GeneratedRegex(
        @"^\s*public\s+(sealed\s+|static\s+|abstract\s+|partial\s+|readonly\s+)*(class|record|struct|interface|enum)\b",
        RegexOptions.Multiline)]
    private static partial Regex PublicType();
}
