using System.Collections;
using System.Runtime.CompilerServices;

namespace JpegReducer.Interfaces;

/// <summary>A read-only array that is equal to every other one with equal elements, so that records that hold one compare by value.</summary>
[GenerateSerializer, Immutable, Alias("jr.array`1"), CollectionBuilder(typeof(EquatableArray), nameof(EquatableArray.Create))]
public readonly struct EquatableArray<T> : IReadOnlyList<T>, IEquatable<EquatableArray<T>>
{
    [Id(0)]
    private readonly T[]? _items;

    /// <summary>Wraps an array, which must not change afterwards.</summary>
    public EquatableArray(T[] items) => _items = items;

    /// <summary>How many elements there are; 0 for the default value.</summary>
    public int Count => _items?.Length ?? 0;

    /// <summary>The element at an index from 0.</summary>
    public T this[int index] => (_items ?? [])[index];

    /// <summary>Whether the elements of both are equal.</summary>
    public static bool operator ==(EquatableArray<T> left, EquatableArray<T> right) => left.Equals(right);

    /// <summary>Whether an element differs.</summary>
    public static bool operator !=(EquatableArray<T> left, EquatableArray<T> right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(EquatableArray<T> other) => (_items ?? []).AsSpan().SequenceEqual(other._items ?? [], EqualityComparer<T>.Default);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EquatableArray<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (T item in _items ?? []) hash.Add(item);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)(_items ?? [])).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Builds <see cref="EquatableArray{T}"/> from collection expressions.</summary>
public static class EquatableArray
{
    /// <summary>An array of these elements.</summary>
    public static EquatableArray<T> Create<T>(ReadOnlySpan<T> items) => items.IsEmpty ? default : new EquatableArray<T>(items.ToArray());
}
