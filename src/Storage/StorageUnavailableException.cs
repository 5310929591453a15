namespace JpegReducer.Storage;

/// <summary>
/// Storage does not answer: it is down, restarting or not reachable. Callers may retry. A change may have been committed
/// or not; changes are idempotent.
/// </summary>
/// <param name="where">What does not answer, for the operator.</param>
/// <param name="inner">The cause.</param>
public sealed class StorageUnavailableException(string where, Exception? inner = null) : IOException($"{where} does not answer.", inner);
