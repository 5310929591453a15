namespace JpegReducer.Imaging.Tests.Jpeg.Fuzzing;

/// <summary>A promise of the engine was broken.</summary>
internal sealed class BrokenPromiseException(string message) : Exception(message);
