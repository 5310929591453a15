using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace JpegReducer.Silo;

/// <summary>
/// <c>node.json</c> in the data folder: the address of the node that uses the folder. The file exists while the node runs; one left by a
/// killed node is overwritten by the next.
/// </summary>
internal sealed class NodeFile(string dataFolder) : IDisposable
{
    private readonly string _path = Path.Combine(dataFolder, "node.json");

    /// <summary>Writes the file atomically.</summary>
    public void Write(string url, DateTimeOffset startedAt)
    {
        string temporary = _path + ".new";
        string version = typeof(NodeFile).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        File.WriteAllBytes(
            temporary,
            JsonSerializer.SerializeToUtf8Bytes(
            new NodeFileContent(url, Environment.ProcessId, version, startedAt), NodeFileJson.Default.NodeFileContent));
        File.Move(temporary, _path, overwrite: true);
    }

    /// <inheritdoc/>
    public void Dispose() => File.Delete(_path);
}

/// <summary>The content of <c>node.json</c>.</summary>
internal sealed record NodeFileContent(string Url, int Pid, string Version, DateTimeOffset StartedAt);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(NodeFileContent))]
internal sealed partial class NodeFileJson : JsonSerializerContext;
