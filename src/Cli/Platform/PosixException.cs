using System.Runtime.InteropServices;

namespace JpegReducer.Cli.Platform;

/// <summary>A system call failed.</summary>
/// <param name="error">The value of <c>errno</c>.</param>
internal sealed class PosixException(int error) : IOException(Marshal.GetPInvokeErrorMessage(error))
{
    /// <summary>The value of <c>errno</c>.</summary>
    public int Error => error;

    /// <summary>The failure of the last call.</summary>
    public static PosixException Last() => new(Marshal.GetLastPInvokeError());
}

/// <summary>Values of <c>errno</c> on Linux (x64 and arm64) that are handled.</summary>
internal static class Errno
{
    public const int NotPermitted = 1;
    public const int NoEntry = 2;
    public const int Interrupted = 4;
    public const int WouldBlock = 11;
    public const int AccessDenied = 13;
    public const int Exists = 17;
    public const int NotFolder = 20;
    public const int Invalid = 22;
    public const int FileTooLarge = 27;
    public const int Range = 34;
    public const int NotImplemented = 38;
    public const int LinkLoop = 40;
    public const int NoData = 61;
    public const int NotSupported = 95;
}
