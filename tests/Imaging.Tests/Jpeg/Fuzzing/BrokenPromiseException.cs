namespace JpegReducer.Imaging.Tests.Jpeg.Fuzzing;

/// <summary>A promise of the engine did not hold: what a fuzzer looks for.</summary>
internal sealed class BrokenPromiseException(string message) : Exception(message);
