namespace JpegReducer.Architecture.Tests.Namespaces;

/// <summary>The folders of a project form no cycles: each can be understood with those below it.</summary>
public sealed class NamespaceCycles
{
    /// <summary>Projects that still have cycles. Remove one to see its cycles; the list only becomes shorter.</summary>
    private static readonly string[] Known = [];

    public static TheoryData<string> Projects => [.. Repository.Projects("src").Except(Known)];

    [Theory, MemberData(nameof(Projects))]
    public void Namespaces_of_a_project_form_no_cycle(string project)
    {
        string root = $"JpegReducer.{project}";
        IReadOnlyDictionary<(string From, string To), SortedSet<string>> references =
            NamespaceReferences.Read(Repository.Assembly(project), root);
        string[] cycles = [.. Cycles.Find(references.Keys).Select(cycle => Describe(cycle, references))];

        Assert.True(cycles.Length == 0, string.Join('\n', cycles));
    }

    [Fact]
    public void A_cycle_is_found_and_a_diamond_is_none()
    {
        (string, string)[] edges = [("a", "b"), ("a", "c"), ("b", "d"), ("c", "d"), ("d", "e"), ("e", "f"), ("f", "d")];

        Assert.Equal(["d", "e", "f"], Assert.Single(Cycles.Find(edges)));
    }

    [Fact]
    public void References_in_signatures_bodies_lambdas_and_generic_arguments_are_found()
    {
        IEnumerable<(string From, string To)> references =
            NamespaceReferences.Read(typeof(NamespaceCycles).Assembly.Location, "JpegReducer.Architecture.Tests").Keys;

        Assert.Contains(("JpegReducer.Architecture.Tests.Namespaces", "JpegReducer.Architecture.Tests"), references);
    }

    private static string Describe(string[] cycle, IReadOnlyDictionary<(string From, string To), SortedSet<string>> references)
    {
        IEnumerable<string> edges = references.Where(edge => cycle.Contains(edge.Key.From) && cycle.Contains(edge.Key.To))
            .OrderBy(edge => edge.Key.From, StringComparer.Ordinal).ThenBy(edge => edge.Key.To, StringComparer.Ordinal)
            .Select(edge => $"  {edge.Key.From} → {edge.Key.To} ({edge.Value.Count}): {string.Join(", ", edge.Value.Take(4))}");
        return $"{string.Join(", ", cycle)}:\n{string.Join('\n', edges)}";
    }
}
