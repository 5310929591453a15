namespace JpegReducer.Architecture.Tests.Namespaces;

/// <summary>Finds cycles in a directed graph.</summary>
internal static class Cycles
{
    /// <summary>The strongly connected components of more than one node (Tarjan, 1972), each sorted.</summary>
    public static IReadOnlyList<string[]> Find(IEnumerable<(string From, string To)> edges)
    {
        ILookup<string, string> targets = edges.ToLookup(edge => edge.From, edge => edge.To);
        Dictionary<string, (int Index, int Low)> visited = [];
        Stack<string> path = [];
        HashSet<string> onPath = [];
        List<string[]> components = [];
        foreach (IGrouping<string, string> node in targets.OrderBy(group => group.Key, StringComparer.Ordinal)) Visit(node.Key);
        return components;

        int Visit(string node)
        {
            if (visited.TryGetValue(node, out (int Index, int Low) known)) return onPath.Contains(node) ? known.Index : int.MaxValue;

            int index = visited.Count, low = index;
            visited[node] = (index, low);
            path.Push(node);
            onPath.Add(node);
            foreach (string target in targets[node]) low = Math.Min(low, Visit(target));
            visited[node] = (index, low);
            if (low < index) return low;

            List<string> component = [];
            do
            {
                component.Add(path.Pop());
                onPath.Remove(component[^1]);
            }
            while (component[^1] != node);
            if (component.Count > 1) components.Add([.. component.Order(StringComparer.Ordinal)]);
            return int.MaxValue;
        }
    }
}
