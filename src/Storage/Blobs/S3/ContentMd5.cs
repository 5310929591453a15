using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;
using Amazon.S3.Model;

namespace JpegReducer.Storage.Blobs.S3;

/// <summary>
/// Adds Content-MD5 to batch deletions. The original API requires it; current clients send CRC-32 instead, which Dell ECS,
/// older Ceph and others reject.
/// </summary>
internal sealed class ContentMd5 : PipelineHandler
{
    /// <summary>Creates a client with this handler.</summary>
    public sealed class Client(AWSCredentials credentials, AmazonS3Config config) : AmazonS3Client(credentials, config)
    {
        protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
        {
            base.CustomizeRuntimePipeline(pipeline);
            pipeline.AddHandlerAfter<Marshaller>(new ContentMd5());
        }
    }

    public override Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        Add(executionContext.RequestContext);
        return base.InvokeAsync<T>(executionContext);
    }

    [SuppressMessage("Security", "CA5351:Do Not Use Broken Cryptographic Algorithms", Justification =
        "Required by the protocol, as a transport checksum only.")]
    private static void Add(IRequestContext context)
    {
        if (context.OriginalRequest is DeleteObjectsRequest && context.Request.Content is { } body)
            context.Request.Headers["Content-MD5"] = Convert.ToBase64String(MD5.HashData(body));
    }
}
