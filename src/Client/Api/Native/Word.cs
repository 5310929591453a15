namespace JpegReducer.Client.Api.Native;

/// <summary>
/// An enumeration's value in an address, spelt as in JSON: routing by itself takes only the spelling of the source code,
/// and numbers.
/// </summary>
internal readonly record struct Word<TEnum>(TEnum Value)
    where TEnum : struct, Enum
{
    /// <summary>Reads a word; called by routing.</summary>
    public static bool TryParse(string? text, out Word<TEnum> word)
    {
        bool isWord = Enum.TryParse(text, ignoreCase: true, out TEnum value) && char.IsAsciiLetter(text[0]);
        word = new Word<TEnum>(value);
        return isWord;
    }
}
