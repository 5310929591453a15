using System.Text.Json;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Records;

namespace JpegReducer.Storage.Tests.Records;

public sealed class SettingsDocumentTests
{
    [Fact]
    public void Default_settings_are_an_empty_document_and_members_at_their_default_are_left_out()
    {
        Assert.Equal("""{"settings":{}}""", SettingsDocument.Write(new ReductionSettings()));
        Assert.Equal("""{"settings":{"quality":80}}""", SettingsDocument.Write(new ReductionSettings { Quality = 80 }));
    }

    [Fact]
    public void Members_that_this_program_does_not_know_are_ignored()
    {
        ReductionSettings read = SettingsDocument.Read("""{"settings":{"quality":80,"resize":{"width":100}},"later":1}""");

        Assert.Equal(new ReductionSettings { Quality = 80 }, read);
    }

    [Fact]
    public void A_document_of_an_incompatible_version_is_rejected()
    {
        JsonException error = Assert.Throws<JsonException>(() => SettingsDocument.Read("""{"version":1,"settings":{}}"""));

        Assert.Contains("newer program", error.Message, StringComparison.Ordinal);
    }
}
