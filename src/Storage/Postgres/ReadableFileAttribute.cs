using System.ComponentModel.DataAnnotations;

namespace JpegReducer.Storage.Postgres;

/// <summary>The setting is the path of a readable file, or is not set.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ReadableFileAttribute : ValidationAttribute
{
    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        if (value is not string path) return ValidationResult.Success;
        try
        {
            using FileStream file = File.OpenRead(path);
            return ValidationResult.Success;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException)
        {
            return new ValidationResult(
                $"{validationContext.DisplayName} is '{path}', which cannot be read: {exception.Message.TrimEnd('.')}.");
        }
    }
}
