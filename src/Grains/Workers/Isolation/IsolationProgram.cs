namespace JpegReducer.Grains.Workers.Isolation;

/// <summary>The program that is <see cref="IsolatedReduction"/> in a process of its own. Registered by the host, which alone knows what it is.</summary>
/// <param name="FileName">The program's path.</param>
/// <param name="Arguments">What it is started with.</param>
public sealed record IsolationProgram(string FileName, IReadOnlyList<string> Arguments);
