using System.Security.Cryptography;
using System.Text;
using JpegReducer.Interfaces.Ids;

namespace JpegReducer.Client.Jobs;

/// <summary>A key of the client's under which a request may be repeated without a further effect.</summary>
/// <param name="Operation">The operation, chosen by the API: the same key may be used once for each.</param>
/// <param name="Value">The key as it was sent.</param>
internal sealed record IdempotencyKey(string Operation, string Value)
{
    /// <summary>The id of the job that <paramref name="account"/> opens under this key: the same for each repetition.</summary>
    public JobId JobOf(AccountId account) => JobId.ForIdempotencyKey(account, Operation, Value);

    /// <summary>The id of the n-th batch that a request adds to a job under this key: the same for each repetition.</summary>
    public Guid BatchOf(JobId job, int ordinal)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{job}\n{ordinal}\n{Value}"), hash);
        return new Guid(hash[..16]);
    }
}
