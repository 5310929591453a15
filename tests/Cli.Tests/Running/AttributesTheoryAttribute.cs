using JpegReducer.Cli.Files;
using JpegReducer.Cli.Platform;

namespace JpegReducer.Cli.Tests.Running;

/// <summary>A test that needs extended attributes in the folder for temporary files.</summary>
public sealed class AttributesTheoryAttribute : TheoryAttribute
{
    private static readonly bool AreSupported = Probe();

    public AttributesTheoryAttribute()
    {
        if (!AreSupported) Skip = "The file system of the temporary files has no extended attributes.";
    }

    internal static void Set(string path, string name, byte[] value) => Assert.True(TrySet(path, name, value), name);

    internal static byte[] Get(string path, string name)
    {
        byte[] value = new byte[1024];
        using SourceFile file = SourceFile.Open(path);
        return value[..(int)Libc.GetAttribute(file.Handle, PathBytes.Terminated(name), value, value.Length)];
    }

    private static bool TrySet(string path, string name, byte[] value)
    {
        using SourceFile file = SourceFile.Open(path);
        return Libc.SetAttribute(file.Handle, PathBytes.Terminated(name), value, value.Length, 0) == 0;
    }

    private static bool Probe()
    {
        string file = Path.GetTempFileName();
        bool isSet = TrySet(file, "user.probe", [1]);
        File.Delete(file);
        return isSet;
    }
}
