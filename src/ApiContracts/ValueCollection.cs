using System.Collections.ObjectModel;

namespace JpegReducer.ApiContracts;

/// <summary>A collection that is equal to another one with equal elements in the same order: records that hold one compare by value.</summary>
public sealed class ValueCollection<T> : Collection<T>, IEquatable<ValueCollection<T>>
{
    /// <inheritdoc/>
    public bool Equals(ValueCollection<T>? other) => other is not null && this.SequenceEqual(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ValueCollection<T>);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (T item in this) hash.Add(item);
        return hash.ToHashCode();
    }
}
