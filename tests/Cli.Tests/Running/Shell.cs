using System.Text;

namespace JpegReducer.Cli.Tests.Running;

/// <summary>What .NET cannot do with files, such as names that are not UTF-8, done by a shell in the workplace.</summary>
public static class Shell
{
    /// <summary>Runs a script of bash in the workplace, and returns what it writes.</summary>
    /// <param name="place">Where.</param>
    /// <param name="script">The script; <c>$'\xe9'</c> is a byte.</param>
    public static async Task<string> ShellAsync(this Workplace place, string script) =>
        (await place.StartOther("bash", "-euc", script).WaitAsync()).Expect(0).Output.TrimEnd('\n');

    /// <summary>Runs the program with arguments as bash writes them.</summary>
    public static Task<EndedProgram> RunInShellAsync(this Workplace place, string arguments) =>
        place.StartOther("bash", "-c", $"exec \"$0\" {arguments}", Built.Program).WaitAsync();

    /// <summary>The names of the files in a folder, each byte that is not printable ASCII as <c>\xe9</c>, in order.</summary>
    public static async Task<string[]> RawFilesInAsync(this Workplace place, string folder)
    {
        string bytes = await place.ShellAsync($"cd {folder}; find . -type f -printf '%P\\0' | od -An -v -tx1");
        List<string> names = [];
        StringBuilder name = new();
        foreach (byte value in bytes.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(hex => Convert.ToByte(hex, 16)))
        {
            if (value == 0)
            {
                names.Add(name.ToString());
                name.Clear();
            }
            else
            {
                name.Append(value is >= 0x20 and < 0x7F ? ((char)value).ToString() : $@"\x{value:x2}");
            }
        }

        return [.. names.Order(StringComparer.Ordinal)];
    }
}
