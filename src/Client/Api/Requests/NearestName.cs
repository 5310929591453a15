namespace JpegReducer.Client.Api.Requests;

/// <summary>Finds the known name that an unknown one was probably meant to be.</summary>
internal static class NearestName
{
    /// <summary>A sentence that offers the nearest of <paramref name="known"/>, or lists them; begins with a space, empty where there are none.</summary>
    public static string Hint(string unknown, IReadOnlyCollection<string> known)
    {
        if (known.Count == 0) return "";
        string nearest = known.MinBy(name => Distance(unknown, name))!;
        return Distance(unknown, nearest) <= Math.Max(2, nearest.Length / 3) && unknown.Length > 1
            ? $" Did you mean '{nearest}'?"
            : $" Known here: {string.Join(", ", known)}.";
    }

    /// <summary>How many letters have to be changed, added, left out or swapped with their neighbour (optimal string alignment), whatever their case.</summary>
    private static int Distance(string from, string to)
    {
        if (from.Length > 64) return int.MaxValue; // not a typing error
        int[,] cost = new int[from.Length + 1, to.Length + 1];
        for (int i = 0; i <= from.Length; i++) cost[i, 0] = i;
        for (int j = 0; j <= to.Length; j++) cost[0, j] = j;
        for (int i = 1; i <= from.Length; i++)
        {
            for (int j = 1; j <= to.Length; j++)
            {
                int change = IsSame(from[i - 1], to[j - 1]) ? 0 : 1;
                cost[i, j] = Math.Min(Math.Min(cost[i - 1, j] + 1, cost[i, j - 1] + 1), cost[i - 1, j - 1] + change);
                bool isSwap = i > 1 && j > 1 && IsSame(from[i - 1], to[j - 2]) && IsSame(from[i - 2], to[j - 1]);
                if (isSwap) cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }

        return cost[from.Length, to.Length];
    }

    private static bool IsSame(char a, char b) => char.ToUpperInvariant(a) == char.ToUpperInvariant(b);
}
