using System.Reflection.PortableExecutable;

namespace JpegReducer.Deployment.Tests;

/// <summary>What is published is compiled to native code: a program that runs for a second would spend most of it in the compiler.</summary>
[Trait("Category", "Process")]
[Trait("Category", "Slow")]
public sealed class ReadyToRunTests : IDisposable
{
    /// <summary>The first bytes of the header of native code: "RTR".</summary>
    private const uint ReadyToRunSignature = 0x00525452;

    private readonly string _folder = Directory.CreateTempSubdirectory("jpegreducer-publish-").FullName;

    [Fact]
    public void The_published_command_line_holds_native_code_and_its_build_does_not()
    {
        string program = Path.Combine(_folder, "program");

        (int code, string output, string error) = Tool.TryRun(
            "dotnet", "publish", Path.Combine(Repository.Root, "src", "Cli"), "-c", "Release", "--nologo", "-v", "quiet",
            $"-p:ArtifactsPath={_folder}", "-o", program)!.Value;

        Assert.True(code == 0, output + error);
        Assert.All(
            ["jpegreducer.dll", "JpegReducer.Imaging.dll", "System.CommandLine.dll"],
            file => Assert.True(HasNativeCode(Path.Combine(program, file)), file));
        Assert.False(HasNativeCode(Path.Combine(_folder, "bin", "Imaging", "release", "JpegReducer.Imaging.dll")));
    }

    [Theory, InlineData("Cli"), InlineData("Silo"), InlineData("Client")]
    public void Every_program_is_published_as_native_code(string project)
    {
        (int code, string output, string error) = Tool.TryRun(
            "dotnet", "msbuild", Path.Combine(Repository.Root, "src", project), "-getProperty:PublishReadyToRun", "-p:_IsPublishing=true")!.Value;

        Assert.True(code == 0, output + error);
        Assert.Equal("true", output.Trim());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static bool HasNativeCode(string file)
    {
        using PEReader reader = new(File.OpenRead(file));
        DirectoryEntry header = reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory;
        return header.Size > 0 && reader.GetSectionData(header.RelativeVirtualAddress).GetReader().ReadUInt32() == ReadyToRunSignature;
    }
}
