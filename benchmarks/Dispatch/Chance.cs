namespace JpegReducer.Benchmarks.Dispatch;

/// <summary>The distributions of the simulation, from one seed.</summary>
internal sealed class Chance(int seed)
{
    private readonly Random _random = new(seed);

    public double Exponential(double mean) => -mean * Math.Log(1 - _random.NextDouble());

    /// <summary>Log-normal by its median: most are near it, some take several times as long.</summary>
    public double LogNormal(double median, double sigma) =>
        median * Math.Exp(sigma * Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(Math.Tau * _random.NextDouble()));

    /// <summary>Pareto from 1, cut off: most jobs are of a few images, a few of very many.</summary>
    public int Pareto(double shape, int max) => (int)Math.Min(max, Math.Pow(1 - _random.NextDouble(), -1 / shape));

    public int Below(int end) => _random.Next(end);

    /// <summary>A message between two machines of one room: 0.2 ms and a tail.</summary>
    public double Network() => 0.0002 + Exponential(0.0001);

    public Guid Id()
    {
        byte[] bytes = new byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
