namespace JpegReducer.Interfaces;

/// <summary>
/// Marks a grain method whose repetition changes nothing and returns the same result: clients repeat a call of it that failed for a transient
/// reason, even where the first one may have been executed.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class IdempotentAttribute : Attribute;
