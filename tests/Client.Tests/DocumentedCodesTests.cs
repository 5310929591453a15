using System.Reflection;
using System.Text.RegularExpressions;
using JpegReducer.ApiContracts;

namespace JpegReducer.Client.Tests;

/// <summary>The stable codes of the API are exactly those of the documentation.</summary>
public sealed partial class DocumentedCodesTests
{
    [Fact]
    public void Every_problem_is_documented_and_no_other() => Assert.Equal(Constants(typeof(ProblemCodes)), Documented("problems.md"));

    [Fact]
    public void Every_reason_of_an_item_is_documented_and_no_other()
    {
        Type reasons = Assembly.Load("JpegReducer.Grains").GetType("JpegReducer.Grains.Workers.Reasons", throwOnError: true)!;
        IEnumerable<string> translated =
            from method in reasons.GetMethods(BindingFlags.Public | BindingFlags.Static)
            where method.Name is "For"
            from value in Enum.GetValues(method.GetParameters()[0].ParameterType).Cast<object>()
            select (string)method.Invoke(null, [value])!;

        Assert.Equal(Constants(reasons).Concat(translated).Distinct().Order(StringComparer.Ordinal), Documented("reasons.md"));
    }

    private static IEnumerable<string> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral)
        .Select(field => (string)field.GetRawConstantValue()!).Order(StringComparer.Ordinal);

    /// <summary>The first cells of a page's tables, where they are code.</summary>
    private static IEnumerable<string> Documented(string page)
    {
        DirectoryInfo root = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "JpegReducer.Orleans.sln"))) root = root.Parent!;
        return FirstCell().Matches(File.ReadAllText(Path.Combine(root.FullName, "docs", "api", page)))
            .Select(cell => cell.Groups["word"].Value).Order(StringComparer.Ordinal);
    }

    [GeneratedRegex("^\\| *`(?<word>[^`]+)` *\\|", RegexOptions.Multiline)]
    private static partial Regex FirstCell();
}
