namespace JpegReducer.Hosting.Settings;

/// <summary>Finds the known name that is most similar to a misspelled one.</summary>
public static class NearestName
{
    /// <summary>The candidate with the smallest edit distance, ignoring case; <see langword="null"/> if there are no candidates.</summary>
    /// <param name="name">The misspelled name.</param>
    /// <param name="candidates">The known names.</param>
    public static string? Among(string name, IEnumerable<string> candidates) =>
        candidates.OrderBy(candidate => Distance(name, candidate)).ThenBy(candidate => candidate, StringComparer.Ordinal).FirstOrDefault();

    /// <summary>
    /// The number of letters to insert, delete, replace or swap with their neighbor (optimal string alignment distance).
    /// </summary>
    public static int Distance(string one, string other)
    {
        string a = one.ToUpperInvariant(), b = other.ToUpperInvariant();
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) cost[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) cost[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(replaced, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                bool isSwap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                if (isSwap) cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }

        return cost[a.Length, b.Length];
    }
}
