using System.ComponentModel;
using System.Diagnostics;

namespace JpegReducer.Deployment.Tests;

/// <summary>Runs external checkers, if they are installed.</summary>
internal static class Tool
{
    /// <summary>Runs a program until it exits.</summary>
    /// <returns><see langword="null"/> if it is not installed.</returns>
    public static (int ExitCode, string Output, string Error)? TryRun(string program, params string[] arguments)
    {
        try
        {
            using Process process =
                Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, error.Result);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
