namespace JpegReducer.Grains.Workers.Isolation;

/// <summary>
/// The program that runs <see cref="IsolatedReduction"/>. Registered by the host, because only the host knows its own executable.
/// </summary>
/// <param name="FileName">The path of the program.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record IsolationProgram(string FileName, IReadOnlyList<string> Arguments);
