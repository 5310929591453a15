namespace JpegReducer.Benchmarks.Dispatch;

/// <summary>The random distributions of the simulation, from one seed.</summary>
internal sealed class Distributions(int seed)
{
    private readonly Random _random = new(seed);

    public double Exponential(double mean) => -mean * Math.Log(1 - _random.NextDouble());

    /// <summary>A log-normal value by its median.</summary>
    public double LogNormal(double median, double sigma) =>
        median * Math.Exp(sigma * Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(Math.Tau * _random.NextDouble()));

    /// <summary>A Pareto value from 1 to a maximum: most jobs have a few images, a few have very many.</summary>
    public int Pareto(double shape, int max) => (int)Math.Min(max, Math.Pow(1 - _random.NextDouble(), -1 / shape));

    public int Below(int end) => _random.Next(end);

    /// <summary>The latency of a message between two machines of a data center: 0.2 ms and an exponential tail.</summary>
    public double Network() => 0.0002 + Exponential(0.0001);

    public Guid Id()
    {
        byte[] bytes = new byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
