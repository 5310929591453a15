using System.Globalization;

namespace JpegReducer.Benchmarks.Scores;

/// <summary>One reduction: what was reported, and what was measured afterwards.</summary>
/// <param name="Class">The sample's class.</param>
/// <param name="Name">The sample.</param>
/// <param name="Options">What was asked.</param>
/// <param name="Promise">The lowest measured score that the options allow.</param>
/// <param name="Outcome">Reduced, or why not.</param>
/// <param name="Before">Bytes of the source.</param>
/// <param name="After">Bytes of what is delivered.</param>
/// <param name="Reported">The reported score.</param>
/// <param name="IsMeasured">Whether it is reported as measured.</param>
/// <param name="Measured">The score that <c>compare</c> measures.</param>
/// <param name="Cpu">User time of the reduction in milliseconds.</param>
internal sealed record Row(
    string Class, string Name, string Options, double Promise, string Outcome, long Before, long After, double? Reported, bool IsMeasured,
    double? Measured, double Cpu)
{
    public bool IsLossy => Measured is < 100;

    public double? Error => Reported - Measured;

    public static Row Parse(string line)
    {
        string[] fields = line.Split('\t');
        return new Row(
            fields[0], fields[1], fields[2], Number(fields[3])!.Value, fields[4], long.Parse(fields[5], CultureInfo.InvariantCulture),
            long.Parse(fields[6], CultureInfo.InvariantCulture),
            Number(fields[7]), bool.Parse(fields[8]), Number(fields[9]), Number(fields[10])!.Value);

        static double? Number(string field) => field.Length == 0 ? null : double.Parse(field, CultureInfo.InvariantCulture);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Class}\t{Name}\t{Options}\t{Promise}\t{Outcome}\t{Before}\t{After}\t{Reported:F3}\t{IsMeasured}\t{Measured:F3}\t{Cpu:F1}");
}
