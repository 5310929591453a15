namespace JpegReducer.Cli.Files;

/// <summary>Why a file was not processed, as identifiers in reports. They are stable: <c>docs/cli.md</c> lists them.</summary>
internal static class FileReasons
{
    /// <summary>The file is not the one that was read: it was edited, replaced, moved or deleted since.</summary>
    public const string Changed = "changed";

    /// <summary>A named pipe, socket, device or folder, or a file of the kernel, such as those in <c>/proc</c>.</summary>
    public const string NotRegular = "not-a-regular-file";

    /// <summary>The file has several hard links, which in-place replacement would separate.</summary>
    public const string HardLinked = "hard-linked";

    /// <summary>The replacement cannot have an extended attribute of the file.</summary>
    public const string Attributes = "attributes";

    /// <summary>The file is larger than the engine accepts.</summary>
    public const string TooManyBytes = "too-many-bytes";

    /// <summary>There is another file at the path of an output that does not replace any.</summary>
    public const string Exists = "exists";

    /// <summary>Reading or writing failed.</summary>
    public const string FileError = "file-error";

    /// <summary>The name starts with a full stop.</summary>
    public const string Hidden = "hidden";

    /// <summary>A symbolic link to a folder.</summary>
    public const string LinkToFolder = "link-to-folder";

    /// <summary>A symbolic link without a target.</summary>
    public const string DanglingLink = "dangling-link";

    /// <summary>A folder whose entries cannot be listed.</summary>
    public const string UnreadableFolder = "unreadable-folder";
}
