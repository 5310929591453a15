using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace JpegReducer.Cli.Commands;

/// <summary>Options whose values are names or numbers, with errors that list the expected values.</summary>
internal static class TypedOptions
{
    /// <summary>An option whose value is a member of an enumeration, case-insensitively.</summary>
    public static Option<T> Word<T>(string name, string description)
        where T : struct, Enum
    {
        string[] words = [.. Enum.GetNames<T>().Select(word => word.ToLowerInvariant())];
        return new Option<T>(name)
        {
            Description = description,
            HelpName = string.Join('|', words),
            CustomParser = result =>
            {
                string value = result.Tokens[^1].Value;
                if (words.Contains(value, StringComparer.OrdinalIgnoreCase)) return Enum.Parse<T>(value, ignoreCase: true);
                return Refuse<T>(result, $"{name} is {string.Join(", ", words[..^1])} or {words[^1]}, not '{value}'.");
            },
        };
    }

    /// <summary>An option that has only one value, case-insensitively; <see langword="null"/> if it was not given.</summary>
    public static Option<string?> SingleWord(string name, string description, string word) => new(name)
    {
        Description = description,
        HelpName = word,
        CustomParser = result =>
        {
            string value = result.Tokens[^1].Value;
            if (value.Equals(word, StringComparison.OrdinalIgnoreCase)) return word;
            return Refuse<string>(result, $"{name} is {word}, not '{value}'.");
        },
    };

    /// <summary>An option whose value is an integer.</summary>
    public static Option<int?> WholeNumber(string name, string description, int min, int max, params string[] aliases) => new(name, aliases)
    {
        Description = description,
        CustomParser = result =>
        {
            string value = result.Tokens[^1].Value;
            if (int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= min && number <= max)
                return number;
            return Refuse<int?>(result, $"{name} is a number from {min} to {max}, not '{value}'.");
        },
    };

    /// <summary>An option whose value is a number within an open interval.</summary>
    public static Option<double?> NumberBetween(string name, string description, double above, double below) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            string value = result.Tokens[^1].Value;
            if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number > above && number < below)
                return number;
            return Refuse<double?>(
                result, string.Create(CultureInfo.InvariantCulture, $"{name} is a number above {above} and below {below}, not '{value}'."));
        },
    };

    private static T? Refuse<T>(ArgumentResult result, string message)
    {
        result.AddError(message);
        return default;
    }
}
