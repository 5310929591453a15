using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace JpegReducer.Cli.Platform;

/// <summary>Virtual file systems such as <c>/proc</c> and <c>/sys</c>: they contain no stored files.</summary>
internal static class VirtualFileSystem
{
    /// <summary>Larger than <c>struct statfs</c> on any architecture; the type is its first field.</summary>
    private const int BufferSize = 512;

    /// <summary>Magic numbers of linux/magic.h.</summary>
    private static readonly HashSet<uint> Types =
    [
        0x9FA0, // proc
        0x62656572, // sysfs
        0x64626720, // debugfs
        0x74726163, // tracefs
        0x73636673, // securityfs
        0x27E0EB, 0x63677270, // cgroup, cgroup2
        0xCAFE4A11, // bpf
        0x6165676C, // pstore
        0xDE5E81E4, // efivarfs
        0x62656570, // configfs
        0xF97CFF8C, // selinux
        0x65735543, // fusectl
        0x42494E4D, // binfmt_misc
        0x1CD1, // devpts
        0x6E736673, // nsfs
    ];

    /// <summary>Whether an open file is in one.</summary>
    public static bool Contains(SafeFileHandle file)
    {
        Span<byte> buffer = stackalloc byte[BufferSize];
        return Libc.FileSystemOf(file, buffer) == 0 && IsVirtual(buffer);
    }

    /// <summary>Whether the file at a path is in one; <see langword="false"/> if it does not exist.</summary>
    public static bool Contains(string path)
    {
        Span<byte> buffer = stackalloc byte[BufferSize];
        return Libc.FileSystemOf(PathBytes.Terminated(path), buffer) == 0 && IsVirtual(buffer);
    }

    private static bool IsVirtual(ReadOnlySpan<byte> buffer) => Types.Contains(BinaryPrimitives.ReadUInt32LittleEndian(buffer));
}
