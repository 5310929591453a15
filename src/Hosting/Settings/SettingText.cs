using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Reflection;

namespace JpegReducer.Hosting.Settings;

/// <summary>Parses the text of a setting as the type of its property.</summary>
internal static class SettingText
{
    /// <summary>Parses a text.</summary>
    /// <param name="type">The property's type; a nullable type is parsed as its underlying type.</param>
    /// <param name="text">The text; not empty.</param>
    /// <param name="value">The value.</param>
    /// <param name="expected">
    /// What the text must be, to follow "it must be"; <see langword="null"/> if it could be parsed.
    /// </param>
    public static bool TryParse(Type type, string text, out object? value, [NotNullWhen(false)] out string? expected)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        (value, expected) = Parse(type, text.Trim());
        return expected is null;
    }

    private static (object? Value, string? Expected) Parse(Type type, string text)
    {
        if (type == typeof(string)) return (text, null);
        if (type == typeof(bool)) return bool.TryParse(text, out bool flag) ? (flag, null) : (null, "true or false");
        if (type == typeof(int) || type == typeof(long)) return ParseWhole(type, text);
        if (type == typeof(double))
        {
            return double.TryParse(
                text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out double number)
                ? (number, null) : (null, "a number such as 0.05");
        }

        if (type == typeof(TimeSpan))
        {
            if (Duration.TryParse(text, out TimeSpan duration)) return (duration, null);
            bool isBareNumber = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
            return (null, isBareNumber ? $"a duration with a unit, such as {text}s, {text}m, {text}h or {text}d"
                : $"a duration: {Duration.Forms}");
        }

        if (type.IsEnum) return ParseEnum(type, text);
        if (type == typeof(IPAddress)) return TryParseAddress(text, out IPAddress? address) ? (address, null) : (null, "an IP address");
        if (type == typeof(IPNetwork)) return ParseNetwork(text);
        if (type == typeof(Uri))
        {
            bool isAddress = Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0
                && uri.UserInfo.Length == 0 && uri.Query.Length == 0;
            return isAddress ? (uri, null) : (null, "an address such as https://storage.example.com");
        }

        return ParseOwn(type, text);
    }

    private static (object? Value, string? Expected) ParseWhole(Type type, string text)
    {
        if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimal number))
            return (null, "a whole number, written in digits only");

        // A number beyond the type is rejected by the range of the setting, whose message contains the bounds.
        return type == typeof(int)
            ? ((int)Math.Clamp(number, int.MinValue, int.MaxValue), null)
            : ((long)Math.Clamp(number, long.MinValue, long.MaxValue), null);
    }

    private static (object? Value, string? Expected) ParseEnum(Type type, string text)
    {
        string[] names = Enum.GetNames(type);
        string? known = Array.Find(names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        return known is null ? (null, names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} or {names[^1]}")
            : (Enum.Parse(type, known), null);
    }

    /// <summary>A network in CIDR notation; a single address is the network of that address.</summary>
    private static (object? Value, string? Expected) ParseNetwork(string text)
    {
        string[] parts = text.Split('/');
        if (TryParseAddress(parts[0], out IPAddress? address))
        {
            int bits = address.GetAddressBytes().Length * 8;
            if (parts.Length == 1) return (new IPNetwork(address, bits), null);
            if (parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int length)
                && length <= bits)
            {
                // .NET clears the bits after the prefix, but 10.0.0.1/8 may also be meant as a single address.
                return IPNetwork.TryParse(text, out IPNetwork network) && network.BaseAddress.Equals(address) ? (network, null)
                    : (null, $"the first address of a network: the bits of {parts[0]} after the first {length} are not zero");
            }
        }

        return (null, "a network such as 10.0.0.0/8 or fd00::/8");
    }

    /// <summary>IPv4 addresses in four decimal numbers only: .NET also reads 1 and 010.0.0.1, as C does.</summary>
    private static bool TryParseAddress(string text, [NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(text, out address) && (text.Contains(':', StringComparison.Ordinal) || address.ToString() == text);

    /// <summary>A type with its own <c>Parse</c>; the message of its <see cref="FormatException"/> is what it expects.</summary>
    private static (object? Value, string? Expected) ParseOwn(Type type, string text)
    {
        MethodInfo parse = type.GetMethod("Parse", BindingFlags.Public | BindingFlags.Static, [typeof(string), typeof(IFormatProvider)])
            ?? throw new NotSupportedException($"Settings cannot be of type {type}.");
        try
        {
            return (parse.Invoke(null, [text, CultureInfo.InvariantCulture]), null);
        }
        catch (TargetInvocationException exception) when (exception.InnerException is FormatException unreadable)
        {
            return (null, unreadable.Message);
        }
    }
}
