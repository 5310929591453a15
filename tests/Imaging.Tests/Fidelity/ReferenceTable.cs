namespace JpegReducer.Imaging.Tests.Fidelity;

/// <summary>Tables of what reference programs say of the pictures of <see cref="TestPicture.Named"/> and their distortions.</summary>
internal static class ReferenceTable
{
    private const int Labels = 3;

    /// <summary>Picture, size, distortion, and the values of two tables.</summary>
    public static TheoryData<string, int, int, string, double, double> Join(string first, string second)
    {
        TheoryData<string, int, int, string, double, double> all = [];
        string[][] left = Read(first), right = Read(second);
        for (int row = 1; row < left.Length; row++)
        {
            for (int i = Labels; i < left[row].Length; i++)
            {
                all.Add(
                    left[row][0], int.Parse(left[row][1]), int.Parse(left[row][2]), left[0][i],
                    double.Parse(left[row][i]), double.Parse(right[row][i]));
            }
        }

        return all;
    }

    private static string[][] Read(string table) =>
        [.. table.Split('\n').Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
}
