using System.Diagnostics.CodeAnalysis;

namespace JpegReducer.Interfaces.Ids;

/// <summary>The id of an account. In text: <c>acc_</c> and 32 hexadecimal digits.</summary>
/// <param name="Value">Random, except for the local account, which every node has.</param>
[GenerateSerializer, Immutable, Alias("jr.account-id")]
public readonly record struct AccountId([property: Id(0)] Guid Value) : ISpanParsable<AccountId>
{
    private const string Prefix = "acc_";

    /// <summary>The account of the person who runs the node: the owner of the first API key.</summary>
    public static AccountId Local { get; } = new(new Guid("6a706567-7265-8475-8365-720000000001"));

    /// <inheritdoc/>
    public override string ToString() => Prefix + Value.ToString("N");

    /// <inheritdoc/>
    public static AccountId Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out AccountId id) ? id : throw new FormatException("An account id is 'acc_' and 32 hexadecimal digits.");

    /// <inheritdoc/>
    public static AccountId Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out AccountId result)
    {
        bool parsed = s.StartsWith(Prefix, StringComparison.Ordinal) & Guid.TryParseExact(s.Length > 4 ? s[4..] : [], "N", out Guid value);
        result = parsed ? new AccountId(value) : default;
        return parsed;
    }

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out AccountId result) =>
        TryParse(s.AsSpan(), provider, out result);
}
