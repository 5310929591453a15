namespace JpegReducer.Storage;

/// <summary>
/// Storage does not answer for now: it is down, restarting or cut off. Whoever asked may ask again. A change may have been made
/// or not; made twice, it has the effect of once.
/// </summary>
/// <param name="where">What does not answer, in words that an operator understands.</param>
/// <param name="inner">What the system said.</param>
public sealed class StorageUnavailableException(string where, Exception? inner = null) : IOException($"{where} does not answer.", inner);
