using System.Net;
using System.Reflection;
using JpegReducer.Grains.Persistence;
using JpegReducer.Interfaces;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;

namespace JpegReducer.Grains.Tests.Wire;

/// <summary>A sample of every type that is sent or stored, the same in every run: none of its members has the default value.</summary>
internal static class WireSamples
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly JobId Job = new(new Guid("0193584a-0000-7000-8000-000000000001"));

    /// <summary>The types, by their aliases.</summary>
    public static SortedDictionary<string, Type> Types { get; } = new(
        ((Assembly[])[typeof(JobId).Assembly, typeof(GrainStorageNames).Assembly]).SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null && !type.IsAbstract && !type.IsGenericTypeDefinition)
            .ToDictionary(type => AliasOf(type)!),
        StringComparer.Ordinal);

    /// <summary>The alias of a type or method; <see langword="null"/> if it has none.</summary>
    public static string? AliasOf(MemberInfo member) => member.GetCustomAttributes<AliasAttribute>(inherit: false).SingleOrDefault()?.Alias;

    /// <summary>A sample of a type.</summary>
    public static object Of(Type type)
    {
        if (type == typeof(BlobKey)) return BlobKey.ForOutput(Job, 7, OutputNames.Main, Noon);
        if (type == typeof(ApiKeyHash)) return ApiKeyHash.Of("a key");
        if (type == typeof(JobId)) return Job;

        ConstructorInfo? constructor = type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(candidate => !IsCopy(candidate, type)).MaxBy(candidate => candidate.GetParameters().Length);
        object sample = constructor is null ? Activator.CreateInstance(type)!
            : constructor.Invoke([.. constructor.GetParameters().Select(parameter => Value(parameter.ParameterType))]);
        foreach (PropertyInfo property in type.GetProperties()
            .Where(property => property.CanWrite && property.GetCustomAttribute<IdAttribute>() is not null))
        {
            property.SetValue(sample, Value(property.PropertyType));
        }

        return sample;
    }

    private static bool IsCopy(ConstructorInfo constructor, Type type) => constructor.GetParameters() is [var only] && only.ParameterType == type;

    private static object? Value(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return "text";
        if (type == typeof(bool)) return true;
        if (type == typeof(int)) return 3;
        if (type == typeof(long)) return 4L;
        if (type == typeof(double)) return 5.5;
        if (type == typeof(Guid)) return Job.Value;
        if (type == typeof(DateTimeOffset)) return Noon;
        if (type == typeof(DateOnly)) return DateOnly.FromDateTime(Noon.Date);
        if (type == typeof(TimeSpan)) return TimeSpan.FromMinutes(6);
        if (type == typeof(SiloAddress)) return SiloAddress.New(IPAddress.Loopback, 11111, 1);
        if (type.IsEnum) return Enum.GetValues(type).Cast<object>().Last();
        if (type.IsArray) return ArrayOf(type.GetElementType()!);
        if (IsEquatableArray(type)) return Activator.CreateInstance(type, ArrayOf(type.GetGenericArguments()[0]))!;
        if (type.IsGenericType) return Collection(type);
        if (type.IsAbstract) return Of(type.GetNestedTypes().First(nested => type.IsAssignableFrom(nested)));
        return Of(type);
    }

    private static bool IsEquatableArray(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(EquatableArray<>);

    private static Array ArrayOf(Type element)
    {
        Array array = Array.CreateInstance(element, 1);
        array.SetValue(Value(element), 0);
        return array;
    }

    private static object Collection(Type type)
    {
        object collection = Activator.CreateInstance(type)!;
        object?[] arguments = [.. type.GetGenericArguments().Select(Value)];
        MethodInfo add = type.GetMethod("Add") ?? type.GetMethod("Enqueue") ?? throw new NotSupportedException($"There is no sample of {type}.");
        add.Invoke(collection, arguments);
        return collection;
    }
}
