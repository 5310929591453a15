namespace JpegReducer.Client.Api.Native.Requests;

/// <summary>Suggests the known name that is nearest to an unknown one.</summary>
internal static class NearestName
{
    /// <summary>
    /// A sentence that suggests the nearest of <paramref name="known"/>, or lists them; begins with a space, empty where there are none.
    /// </summary>
    public static string Hint(string unknown, IReadOnlyCollection<string> known)
    {
        if (known.Count == 0) return "";
        string nearest = known.MinBy(name => Distance(unknown, name))!;
        return Distance(unknown, nearest) <= Math.Max(2, nearest.Length / 3) && unknown.Length > 1
            ? $" Did you mean '{nearest}'?"
            : $" Known here: {string.Join(", ", known)}.";
    }

    // A longer name is no typing error.
    private static int Distance(string from, string to) =>
        from.Length > 64 ? int.MaxValue : Hosting.Settings.NearestName.Distance(from, to);
}
