using Microsoft.Win32.SafeHandles;

namespace JpegReducer.Cli.Platform;

/// <summary>Extended attributes of a file: user attributes and access control lists.</summary>
internal static class ExtendedAttributes
{
    /// <summary>Copies all attributes except those in the namespace <c>security</c>, which the system sets for each file.</summary>
    /// <returns>The names of attributes that could not be set.</returns>
    /// <exception cref="PosixException">The attributes cannot be read.</exception>
    public static IReadOnlyList<string> Copy(SafeFileHandle source, SafeFileHandle target)
    {
        List<string> missing = [];
        foreach (byte[] name in Names(source))
        {
            if (name.AsSpan().StartsWith("security."u8) || Value(source, name) is not { } value) continue;
            if (Libc.SetAttribute(target, name, value, value.Length, 0) != 0) missing.Add(PathBytes.Decode(name.AsSpan(0, name.Length - 1)));
        }

        return missing;
    }

    /// <summary>The names, each terminated by NUL.</summary>
    private static List<byte[]> Names(SafeFileHandle file)
    {
        byte[]? list = Read((buffer, size) => Libc.ListAttributes(file, buffer, size));
        List<byte[]> names = [];
        for (ReadOnlySpan<byte> rest = list; !rest.IsEmpty;)
        {
            int end = rest.IndexOf((byte)0) + 1;
            names.Add(rest[..end].ToArray());
            rest = rest[end..];
        }

        return names;
    }

    private static byte[]? Value(SafeFileHandle file, byte[] name) => Read((buffer, size) => Libc.GetAttribute(file, name, buffer, size));

    /// <summary>Reads a value whose size is returned for an empty buffer and may grow between the calls.</summary>
    private static byte[]? Read(Func<byte[], nint, nint> call)
    {
        for (; ; )
        {
            nint size = call([], 0);
            byte[] buffer = new byte[Math.Max(0, size)];
            if (size > 0) size = call(buffer, size);
            if (size >= 0) return buffer[..(int)size];

            PosixException failure = PosixException.Last();
            if (failure.Error is Errno.NotSupported or Errno.NoData) return null;
            if (failure.Error is not Errno.Range) throw failure;
        }
    }
}
