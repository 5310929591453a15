using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using JpegReducer.Storage.Records;
using static JpegReducer.Storage.Tests.Records.LedgerSamples;

namespace JpegReducer.Storage.Tests.Records;

public sealed class ResultDocumentTests
{
    private static readonly JobId Job = JobId.New(Now);
    private static readonly DateTimeOffset Expiry = Now.AddHours(2);
    private static readonly StoredFile Upload = new(BlobKey.ForUpload(Job, Expiry), 300_000, Digest("source"), Expiry);

    [Fact]
    public void Derivable_members_are_not_written()
    {
        ItemResult result = ItemResult.Of([Output(OutputNames.Main, "image/jpeg"), Output(OutputNames.WebP, "image/webp")]) with
        {
            Source = Upload,
            SourceType = "image/jpeg",
            Width = 1600,
            Height = 1200,
        };

        string document = ResultDocument.Write(result, Job, 7);

        Assert.Equal(
            $$$"""
            {"files":["120000 {{{FileHash()}}}","120000 {{{FileHash()}}}"],"result":{"sourceType":"image/jpeg","width":1600,"height":1200,
            "outputs":[{"score":81.5,"charged":true},{"name":"webp","mediaType":"image/webp","score":81.5,"charged":true}]}}
            """.ReplaceLineEndings(""),
            document);
        Assert.Equal(result, ResultDocument.Read(document, ItemState.Reduced, new ItemSource.Uploaded(Upload), Job, 7));
    }

    [Fact]
    public void A_kept_source_is_not_written_again()
    {
        ItemResult kept = Kept(Upload);

        string document = ResultDocument.Write(kept, Job, 7);

        Assert.Equal("""{"files":["="],"result":{"reason":"not-smaller","outputs":[{"state":"Kept"}]}}""", document);
        Assert.Equal(kept, ResultDocument.Read(document, ItemState.Kept, new ItemSource.Uploaded(Upload), Job, 7));
    }

    [Fact]
    public void A_file_under_another_key_or_expiry_than_derived_is_read_back()
    {
        StoredFile later = new(BlobKey.ForOutput(Job, 7, OutputNames.Main, Expiry.AddHours(1)), 5, Digest("later"), Expiry.AddHours(1));
        StoredFile foreign = Stored("elsewhere", 6);
        ItemResult result = Reduced(Upload, later, foreign);

        ItemResult read = ResultDocument.Read(ResultDocument.Write(result, Job, 7), ItemState.Reduced, new ItemSource.Uploaded(Upload), Job, 7);

        Assert.Equal(result, read);
    }

    private static string FileHash() => System.Buffers.Text.Base64Url.EncodeToString(Convert.FromHexString(Digest("output")));

    private static ItemOutput Output(string name, string type) => new(name, ItemOutputState.Reduced)
    {
        File = new StoredFile(BlobKey.ForOutput(Job, 7, name, Expiry), 120_000, Digest("output"), Expiry),
        MediaType = type,
        Width = 1600,
        Height = 1200,
        Score = 81.5,
        Charged = true,
    };
}
