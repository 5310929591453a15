using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using JpegReducer.Cli.Tests.Running;

namespace JpegReducer.Cli.Tests.Documentation;

/// <summary>The examples of the documentation run as they are written, from the root of the repository.</summary>
[Trait("Category", "Process")]
public sealed partial class ExampleTests
{
    private const string DefaultAddress = "127.0.0.1:8080";
    private const string ProblemAddress = "https://jpegreducer.org/problems/";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    public static TheoryData<string> Pages => ["README.md", "docs/cli.md", "docs/api/README.md", "docs/operations.md"];

    [Theory, MemberData(nameof(Pages))]
    public async Task Every_example_of_a_page_runs_and_writes_what_the_page_shows(string page)
    {
        Example[] examples = [.. Example.Of(await File.ReadAllTextAsync(Path.Combine(Built.Root, page)))];
        Assert.NotEmpty(examples);
        await using Workplace place = await PrepareAsync();

        EndedProgram run = await place.StartOther("bash", "-c", Script(examples, place)).WaitAsync().WaitAsync(Limit);

        string[] parts = Mark().Split(run.Output);
        for (int i = 0; i < examples.Length; i++)
        {
            string what = $"{page}:{examples[i].Line}: {examples[i].Command}\n";
            Assert.True(parts.Length > (2 * i) + 2, $"{what}did not end: {run.Output}\n{run.Errors}");
            string written = parts[2 * i], code = parts[(2 * i) + 1];
            Assert.True(code is "0", $"{what}ended with {code}: {written}\n{run.Errors}");
            Assert.False(written.Contains(ProblemAddress, StringComparison.Ordinal), $"{what}was refused: {written}");
            Assert.True(ShownOutput.FindMissing(examples[i].Output, written) is not { } missing,
                $"{what}does not write: {ShownOutput.FindMissing(examples[i].Output, written)}\nbut: {written}");
        }
    }

    [Fact]
    public void A_block_runs_unless_a_comment_gives_the_reason_it_does_not()
    {
        const string Page = """
            ```console
            $ one
            shown
              below
            $ two  # comment
            ```

            <!-- not run: needs a server -->
            ```console
            $ three
            ```

            <!-- not run: -->
            ```console
            $ four
            ```

            ```json
            $ five
            ```
            """;

        Assert.Equal([new Example(2, "one", "shown\n  below"), new Example(5, "two  # comment", ""), new Example(15, "four", "")], Example.Of(Page));
    }

    [Theory]
    [InlineData("a 12 kB", "a   9.5 MB", true)]
    [InlineData("{\"id\":\"job_00000000000000000000000000000000\",…}", "{\"id\":\"job_11111111111111111111111111111111\", \"x\": 1}", true)]
    [InlineData("{\"a\":1,\"b\":2}", "{\"a\":1,\"c\":2}", false)]
    [InlineData("HTTP/1.1 200 OK\nETag: \"…\"", "HTTP/1.1 200 OK\nDate: x\nETag: \"abc\"", true)]
    [InlineData("kept: not-smaller", "reduced, score 80.0", false)]
    public void Output_is_compared_except_for_values_that_vary_between_runs(string shown, string written, bool isSame) =>
        Assert.Equal(isSame, ShownOutput.FindMissing(shown, written) is null);

    /// <summary>A folder with what the examples use of the repository, and a home folder of its own.</summary>
    private static async Task<Workplace> PrepareAsync()
    {
        Workplace place = new();
        string home = place["home"];
        place.Environment["HOME"] = home;
        place.Environment["JPEGREDUCER_DATA"] = Path.Combine(home, ".local", "share", "jpegreducer");
        place.Environment["XDG_DATA_HOME"] = "";
        foreach (string sample in Directory.GetFiles(Path.Combine(Built.Root, "samples")))
            place.Put($"samples/{Path.GetFileName(sample)}", await File.ReadAllBytesAsync(sample));
        await place.ShellAsync($"mkdir -p home backup; printf '#!/bin/sh\\nexec %s \"$@\"\\n' '{Built.Program}' > jpegreducer; chmod +x jpegreducer");
        return place;
    }

    /// <summary>All commands in one shell, each followed by a line with its exit code. A node stays in the background until the end.</summary>
    private static string Script(IEnumerable<Example> examples, Workplace place)
    {
        string port = FreePort().ToString(CultureInfo.InvariantCulture);
        StringBuilder script = new("trap '[ -z \"${NODE:-}\" ] || { kill $NODE; wait $NODE; }' EXIT\n");
        foreach (Example example in examples)
        {
            // The tests' own port and folders, where a page names those of a machine.
            string command = example.Command.Replace(DefaultAddress, $"127.0.0.1:{port}", StringComparison.Ordinal)
                .Replace("/var/lib/jpegreducer", place["var"], StringComparison.Ordinal).Replace(
                    "/backup/", $"{place["backup"]}/", StringComparison.Ordinal);
            bool isNode = command.StartsWith("./jpegreducer up", StringComparison.Ordinal);
            if (isNode)
            {
                string started = command.Split(" #")[0].TrimEnd();
                if (!started.Contains("--listen", StringComparison.Ordinal)) started += $" --listen http://127.0.0.1:{port}";
                command = $"{started} > up.log 2>&1 & NODE=$!; until grep -q 'Ctrl-C' up.log; do kill -0 $NODE || {{ cat up.log; break; "
                    + $"}}; read -t 0.1 <> <(:) || true; done; kill -0 $NODE";
            }

            script.Append(command).Append("\necho \"\n=== ended with $?\"\n");
        }

        return script.ToString();
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"\n=== ended with (\d+)\n")]
    private static partial Regex Mark();
}
