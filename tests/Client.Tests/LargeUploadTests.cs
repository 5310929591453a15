using System.Net;
using JpegReducer.ApiContracts;
using JpegReducer.Support.Files;
using JpegReducer.Support.Images;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Client.Tests;

/// <summary>Uploads are streamed: their length costs disk space, not memory.</summary>
[Trait("Category", "Process")]
public sealed class LargeUploadTests
{
    private const int Megabytes = 200;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_upload_of_200_MB_takes_less_than_half_of_that_in_memory(bool asForm)
    {
        using TemporaryFolder data = new();
        await using NodeProcess node = await NodeProcess.StartAsync(data.Path);
        using HttpClient http = node.CreateClient();
        using NodeClient client = new(http);
        await client.OptimizeAsync(TestImages.Photo());
        double before = node.PeakMegabytes;

        using HttpContent file = new StreamContent(new Zeros(Megabytes * 1_000_000L));
        using HttpResponseMessage answer =
            await http.PostAsync("/v1/optimize", asForm ? new MultipartFormDataContent { { file, "file", "large.jpg" } } : file);

        await answer.AssertProblemAsync(HttpStatusCode.UnprocessableEntity, ProblemCodes.ImageRefused);
        Assert.InRange(node.PeakMegabytes - before, 0, Megabytes / 2);
    }

    /// <summary>A stream of zeros, generated as they are read.</summary>
    private sealed class Zeros(long length) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = (int)Math.Min(count, length - Position);
            buffer.AsSpan(offset, read).Clear();
            Position += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
