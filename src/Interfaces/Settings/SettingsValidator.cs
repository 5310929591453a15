using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace JpegReducer.Interfaces.Settings;

/// <summary>
/// Holds options against their annotations, and fails in the words of these: sentences that name the setting. (What the source generator
/// of options makes of a range has words of its own.)
/// </summary>
/// <typeparam name="TOptions">The options.</typeparam>
public sealed class SettingsValidator<TOptions> : IValidateOptions<TOptions>
    where TOptions : class
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        List<ValidationResult> wrong = [];
        return Validator.TryValidateObject(options, new ValidationContext(options), wrong, validateAllProperties: true)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(wrong.Select(result => result.ErrorMessage!));
    }
}
