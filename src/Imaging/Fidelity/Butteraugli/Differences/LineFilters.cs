using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace JpegReducer.Imaging.Fidelity.Butteraugli.Differences;

/// <summary>
/// Sums squared responses of lines through each pixel in sixteen directions, nine pixels long ("Malta"): errors that form a line are
/// more visible than scattered ones.
/// </summary>
/// <remarks>Values at opposite sides of the centre are added first: most pairs belong to several lines.</remarks>
internal static class LineFilters
{
    /// <summary>The number of rows and columns on each side that a response depends on.</summary>
    public const int Reach = 4;

    /// <summary>The number of rows that a response depends on.</summary>
    public const int Rows = (2 * Reach) + 1;

    private const int Octet = 8;

    /// <summary>Adds the responses to lines sampled at every pixel.</summary>
    /// <param name="all">Rows of differences, with at least <see cref="Reach"/> values around them.</param>
    /// <param name="starts">Where the nine rows around the output start.</param>
    /// <param name="sums">Receives the sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddDense(ReadOnlySpan<float> all, ReadOnlySpan<int> starts, Span<float> sums)
    {
        Neighborhood rows = new(all, starts, sums.Length);
        for (int x = 0; x < sums.Length; x += Octet)
        {
            Vector256<float> centre = rows.Centre(x);
            Vector256<float> pair01 = rows.Pair(x, 0, 1), pair10 = rows.Pair(x, 1, 0);
            Vector256<float> pair11 = rows.Pair(x, 1, 1), pair1N = rows.Pair(x, 1, -1);
            Vector256<float> pair21 = rows.Pair(x, 2, 1), pair2N = rows.Pair(x, 2, -1);

            // Four lines are in the set twice.
            Vector256<float> sum = Square(centre + pair01 + rows.Pair(x, 1, 2) + rows.Pair(x, 1, 3) + rows.Pair(x, 1, 4));
            sum += Square(centre + pair01 + rows.Pair(x, 1, -2) + rows.Pair(x, 1, -3) + rows.Pair(x, 1, -4));
            sum += Square(centre + pair10 + pair21 + rows.Pair(x, 3, 1) + rows.Pair(x, 4, 1));
            sum += Square(centre + pair10 + pair2N + rows.Pair(x, 3, -1) + rows.Pair(x, 4, -1));
            sum += sum;

            sum += Square(centre + pair01 + rows.Pair(x, 0, 2) + rows.Pair(x, 0, 3) + rows.Pair(x, 0, 4));
            sum += Square(centre + pair10 + rows.Pair(x, 2, 0) + rows.Pair(x, 3, 0) + rows.Pair(x, 4, 0));
            sum += Square(centre + pair11 + rows.Pair(x, 2, 2) + rows.Pair(x, 3, 3));
            sum += Square(centre + pair1N + rows.Pair(x, 2, -2) + rows.Pair(x, 3, -3));
            sum += Square(centre + pair11 + pair21 + rows.Pair(x, 3, 2));
            sum += Square(centre + pair1N + pair2N + rows.Pair(x, 3, -2));
            sum += Square(centre + pair11 + rows.Pair(x, 1, 2) + rows.Pair(x, 2, 3));
            sum += Square(centre + pair1N + rows.Pair(x, 1, -2) + rows.Pair(x, 2, -3));
            (sum + Vector256.Create((ReadOnlySpan<float>)sums[x..])).CopyTo(sums[x..]);
        }
    }

    /// <summary>Adds the responses to lines of five samples.</summary>
    /// <param name="all">Rows of differences, with at least <see cref="Reach"/> values around them.</param>
    /// <param name="starts">Where the nine rows around the output start.</param>
    /// <param name="sums">Receives the sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddSparse(ReadOnlySpan<float> all, ReadOnlySpan<int> starts, Span<float> sums)
    {
        Neighborhood rows = new(all, starts, sums.Length);
        for (int x = 0; x < sums.Length; x += Octet)
        {
            Vector256<float> centre = rows.Centre(x);
            Vector256<float> sum = Square(centre + rows.Pair(x, 0, 2) + rows.Pair(x, 0, 4));
            sum += Square(centre + rows.Pair(x, 2, 0) + rows.Pair(x, 4, 0));
            sum += Square(centre + rows.Pair(x, 2, 2) + rows.Pair(x, 3, 3));
            sum += Square(centre + rows.Pair(x, 2, -2) + rows.Pair(x, 3, -3));

            Vector256<float> right = centre + rows.Pair(x, 1, 2);
            sum += Square(right + rows.Pair(x, 1, 4));
            sum += Square(right + rows.Pair(x, 2, 3));
            sum += Square(right + rows.Pair(x, 2, 4));
            Vector256<float> left = centre + rows.Pair(x, 1, -2);
            sum += Square(left + rows.Pair(x, 1, -4));
            sum += Square(left + rows.Pair(x, 2, -3));
            sum += Square(left + rows.Pair(x, 2, -4));
            Vector256<float> down = centre + rows.Pair(x, 2, 1);
            sum += Square(down + rows.Pair(x, 4, 1));
            sum += Square(down + rows.Pair(x, 3, 2));
            sum += Square(down + rows.Pair(x, 4, 2));
            Vector256<float> up = centre + rows.Pair(x, 2, -1);
            sum += Square(up + rows.Pair(x, 4, -1));
            sum += Square(up + rows.Pair(x, 3, -2));
            sum += Square(up + rows.Pair(x, 4, -2));
            (sum + Vector256.Create((ReadOnlySpan<float>)sums[x..])).CopyTo(sums[x..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Square(Vector256<float> value) => value * value;

    /// <summary>Nine rows around the output. Their bounds are checked once, not at each of some fifty accesses for eight sums.</summary>
    private readonly ref struct Neighborhood
    {
        private readonly ref float _all;
        private readonly int _above4, _above3, _above2, _above1, _row, _below1, _below2, _below3, _below4;

        public Neighborhood(ReadOnlySpan<float> all, ReadOnlySpan<int> starts, int length)
        {
            foreach (int start in starts) _ = all.Slice(start - Reach, length + (2 * Reach));
            ArgumentOutOfRangeException.ThrowIfNotEqual(length % Octet, 0);
            _all = ref MemoryMarshal.GetReference(all);
            (_above4, _above3, _above2, _above1) = (starts[0], starts[1], starts[2], starts[3]);
            _row = starts[4];
            (_below1, _below2, _below3, _below4) = (starts[5], starts[6], starts[7], starts[8]);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Centre(int x) => At(_row + x);

        /// <summary>The value at an offset below, plus that at the opposite offset above. Offsets are constants.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Pair(int x, int down, int right) => down switch
        {
            0 => At(_row + x + right) + At(_row + x - right),
            1 => At(_below1 + x + right) + At(_above1 + x - right),
            2 => At(_below2 + x + right) + At(_above2 + x - right),
            3 => At(_below3 + x + right) + At(_above3 + x - right),
            _ => At(_below4 + x + right) + At(_above4 + x - right),
        };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Vector256<float> At(int position) => Vector256.LoadUnsafe(ref _all, (nuint)position);
    }
}
