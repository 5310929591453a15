using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace JpegReducer.Hosting.Settings;

/// <summary>
/// Reads a section of the configuration into an options class, strictly: every name must be a property, every value readable, and the
/// annotations must hold. Failures are sentences that contain the name of the setting as its operator writes it (<c>Section:Name</c>).
/// </summary>
public static class SettingsReader
{
    /// <summary>Reads a section into new options.</summary>
    /// <exception cref="OptionsValidationException">A setting is invalid; each failure is a sentence.</exception>
    public static T Read<T>(IConfigurationSection section)
        where T : class, new()
    {
        T options = new();
        ReadInto(options, section);
        return options;
    }

    /// <summary>Reads a section into options; properties that are not in the section keep their values.</summary>
    /// <exception cref="OptionsValidationException">A setting is invalid; each failure is a sentence.</exception>
    public static void ReadInto(object options, IConfigurationSection section)
    {
        List<string> failures = [];
        Dictionary<string, PropertyInfo> settings = Settings(options.GetType())
            .ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);
        foreach (IConfigurationSection child in section.GetChildren())
        {
            if (!settings.TryGetValue(child.Key, out PropertyInfo? property))
            {
                string? nearest = NearestName.Among(child.Key, settings.Keys);
                failures.Add($"{section.Key}:{child.Key} is not a setting; the nearest name is {section.Key}:{nearest}.");
                continue;
            }

            int before = failures.Count;
            object? value = ReadValue(property, child, $"{section.Key}:{property.Name}", failures);
            if (failures.Count == before && value is not null) property.SetValue(options, value);
        }

        if (failures.Count == 0) failures.AddRange(Validate(options, section.Key));
        if (failures.Count > 0) throw new OptionsValidationException(section.Key, options.GetType(), failures);
    }

    /// <summary>The properties of an options class that are settings: those that can be set.</summary>
    public static IEnumerable<PropertyInfo> Settings(Type options) =>
        options.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(property => property.SetMethod is { IsPublic: true });

    private static object? ReadValue(PropertyInfo property, IConfigurationSection setting, string name, List<string> failures)
    {
        IConfigurationSection[] children = [.. setting.GetChildren()];
        Type type = property.PropertyType;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            return ReadList(type.GetGenericArguments()[0], setting, children, name, failures);
        if (children.Length > 0)
        {
            failures.Add($"{name}:{children[0].Key} is not a setting; {name} has one value.");
            return null;
        }

        return setting.Value is null ? null : ReadText(type, setting.Value, name, failures); // null in JSON: not set
    }

    /// <summary>A list: one value per index, or comma-separated values.</summary>
    private static Array ReadList(
        Type element, IConfigurationSection setting, IConfigurationSection[] children, string name, List<string> failures)
    {
        List<(string Name, string Text)> texts = [];
        foreach (IConfigurationSection child in children.OrderBy(
            child => int.TryParse(child.Key, CultureInfo.InvariantCulture, out int index) ? index : -1))
        {
            if (int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                texts.Add(($"{name}:{child.Key}", child.Value ?? ""));
            else failures.Add($"{name}:{child.Key} is not a setting; {name} is a list, whose values are {name}:0, {name}:1 and so on.");
        }

        if (setting.Value is { Length: > 0 } joined) texts.AddRange(joined.Split(',').Select(text => (name, text.Trim())));
        Array values = Array.CreateInstance(element, texts.Count);
        for (int i = 0; i < texts.Count; i++)
        {
            int before = failures.Count;
            object? value = ReadText(element, texts[i].Text, texts[i].Name, failures);
            if (failures.Count == before) values.SetValue(value, i);
        }

        return values;
    }

    private static object? ReadText(Type type, string text, string name, List<string> failures)
    {
        if (string.IsNullOrWhiteSpace(text)) failures.Add($"{name} is empty.");
        else if (!SettingText.TryParse(type, text, out object? value, out string? expected))
            failures.Add($"{name} is '{text}', but it must be {expected}.");
        else return value;
        return null;
    }

    private static IEnumerable<string> Validate(object options, string section)
    {
        bool isInvalid = false;
        foreach (PropertyInfo property in Settings(options.GetType()))
        {
            object? value = property.GetValue(options);
            ValidationContext context = new(options) { MemberName = property.Name, DisplayName = $"{section}:{property.Name}" };
            foreach (ValidationAttribute attribute in property.GetCustomAttributes<ValidationAttribute>())
            {
                if (attribute.GetValidationResult(value, context) is not { } failure) continue;
                isInvalid = true;
                yield return Describe(attribute, value, context.DisplayName, failure);
            }
        }

        // Rules over several settings require each to be valid.
        if (isInvalid || options is not IValidatableObject whole) yield break;
        foreach (ValidationResult failure in whole.Validate(new ValidationContext(options))) yield return failure.ErrorMessage!;
    }

    /// <summary>The message of a rule: our own for ranges and required settings, else the one of the attribute.</summary>
    private static string Describe(ValidationAttribute attribute, object? value, string name, ValidationResult failure) => attribute switch
    {
        RangeAttribute range => $"{name} is {SettingRanges.Format(value!)}, but it must be {SettingRanges.Describe(range)}.",
        RequiredAttribute { ErrorMessage: null } => $"{name} must be set.",
        _ => failure.ErrorMessage!,
    };
}
