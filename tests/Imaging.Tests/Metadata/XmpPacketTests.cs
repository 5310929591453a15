using System.Text;
using JpegReducer.Imaging.Metadata.Xmp;

namespace JpegReducer.Imaging.Tests.Metadata;

public sealed class XmpPacketTests
{
    private const string Packet = """
        <?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description rdf:about="" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
          xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:cc="http://creativecommons.org/ns#"
          xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/"
          photoshop:Credit="Agency" photoshop:City="Secret City" xmpRights:Marked="True" xmp:CreatorTool="Tool 7"
          plus:LicensorURL="https://example.org/licence"
          Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia">
          <dc:creator><rdf:Seq><rdf:li>Ada Lovelace</rdf:li></rdf:Seq></dc:creator>
          <dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© 2026 Ada</rdf:li></rdf:Alt></dc:rights>
          <dc:description><rdf:Alt><rdf:li xml:lang="x-default">At home</rdf:li></rdf:Alt></dc:description>
          <xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">Ask first</rdf:li></rdf:Alt></xmpRights:UsageTerms>
          <cc:license rdf:resource="https://creativecommons.org/licenses/by/4.0/"/>
        </rdf:Description></rdf:RDF></x:xmpmeta>
        <?xpacket end="w"?>
        """;

    [Fact]
    public void Only_creator_copyright_licence_and_source_type_of_a_packet_are_kept()
    {
        string rights = Encoding.UTF8.GetString(XmpPacket.RightsOnly(Encoding.UTF8.GetBytes(Packet))!);

        string[] kept =
            ["Agency", "Ada Lovelace", "© 2026 Ada", "Ask first", "licenses/by/4.0", "trainedAlgorithmicMedia", "example.org/licence",
            "Marked=\"True\""];
        Assert.All(kept, text => Assert.Contains(text, rights, StringComparison.Ordinal));
        Assert.DoesNotContain("Secret City", rights, StringComparison.Ordinal);
        Assert.DoesNotContain("At home", rights, StringComparison.Ordinal);
        Assert.DoesNotContain("Tool 7", rights, StringComparison.Ordinal);
        Assert.NotNull(XmpPacket.TryRead(Encoding.UTF8.GetBytes(rights)));
        Assert.Contains("photoshop:Credit", rights, StringComparison.Ordinal);
    }

    [Fact]
    public void A_packet_without_rights_has_no_rights_packet() =>
        Assert.Null(
            XmpPacket.RightsOnly(
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description xmlns:a='b' a:c='d'/></rdf:RDF>"u8));

    [Theory]
    [InlineData("")]
    [InlineData("no XML")]
    [InlineData("<x:xmpmeta xmlns:x='adobe:ns:meta/'/>")]
    [InlineData("<!DOCTYPE r [<!ENTITY a 'b'>]><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>")]
    public void An_unreadable_packet_is_rejected(string packet) => Assert.Null(XmpPacket.TryRead(Encoding.UTF8.GetBytes(packet)));

    [Fact]
    public void A_packet_that_is_nested_too_deeply_is_rejected()
    {
        StringBuilder deep = new("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>");
        deep.Insert(deep.Length, "<a>", 50_000).Insert(deep.Length, "</a>", 50_000).Append("</rdf:RDF>");

        Assert.Null(XmpPacket.TryRead(Encoding.UTF8.GetBytes(deep.ToString())));
    }

    [Fact]
    public void Padding_and_zeros_after_a_packet_are_ignored() =>
        Assert.NotNull(XmpPacket.RightsOnly(Encoding.UTF8.GetBytes(Packet + new string(' ', 2000) + "\0\0")));
}
