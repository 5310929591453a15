using System.Collections.Concurrent;
using System.Net;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using JpegReducer.Support.Nodes;

namespace JpegReducer.Support.ObjectStore;

/// <summary>A store's response to <c>If-None-Match: *</c>.</summary>
public enum Conditions
{
    /// <summary>412 if the key exists.</summary>
    Honoured,

    /// <summary>Nothing: it overwrites.</summary>
    Ignored,

    /// <summary>501, as Backblaze B2.</summary>
    NotImplemented,

    /// <summary>400.</summary>
    BadRequest,
}

/// <summary>
/// The subset of S3 that the program uses, over HTTP and in memory, without features that stores other than Amazon's may lack: conditional
/// writes, batch
/// deletions without Content-MD5, batch deletions at all. Tests with a complete store use Ceph.
/// </summary>
public sealed partial class SmallObjectStore : IDisposable
{
    private readonly ConcurrentDictionary<string, (byte[] Content, string? Sha256)> _objects = new(StringComparer.Ordinal);
    private readonly HttpListener _listener = new();

    /// <summary>Starts a store on a free port of the loopback interface.</summary>
    public SmallObjectStore()
    {
        Endpoint = new Uri($"http://127.0.0.1:{FreePorts.Next()}/");
        _listener.Prefixes.Add(Endpoint.ToString());
        _listener.Start();
        _ = ServeAsync();
    }

    /// <summary>Where it answers.</summary>
    public Uri Endpoint { get; }

    /// <summary>What it does with conditional writes.</summary>
    public Conditions Conditions { get; set; }

    /// <summary>Whether batch deletions require Content-MD5.</summary>
    public bool NeedsMd5 { get; set; }

    /// <summary>Whether it has no batch deletion.</summary>
    public bool HasNoBulkDelete { get; set; }

    /// <summary>Whether every change is refused (403).</summary>
    public bool IsReadOnly { get; set; }

    /// <summary>Keys that cannot be deleted.</summary>
    public Func<string, bool> Undeletable { get; set; } = _ => false;

    /// <summary>The keys of all objects.</summary>
    public IEnumerable<string> Keys => _objects.Keys.Order(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                _ = Task.Run(() => AnswerAsync(context));
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        HttpListenerRequest request = context.Request;
        using MemoryStream body = new();
        await request.InputStream.CopyToAsync(body);
        string key = Uri.UnescapeDataString(request.Url!.AbsolutePath).Split('/', 3) is [_, _, var name] ? name : "";
        (int status, byte[] answer) = request.HttpMethod switch
        {
            "PUT" => Put(request, key, body.ToArray()),
            "POST" when request.Url.Query.StartsWith("?delete", StringComparison.Ordinal) => DeleteAll(request, body.ToArray()),
            "DELETE" => Delete(key),
            "GET" when request.Url.Query.StartsWith("?uploads", StringComparison.Ordinal) =>
                (200, Xml("<ListMultipartUploadsResult><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>")),
            "GET" when key.Length == 0 => List(request),
            "GET" or "HEAD" when _objects.TryGetValue(key, out (byte[] Content, string? Sha256) found) => Found(context.Response, found),
            "GET" or "HEAD" => Error(404, "NoSuchKey"),
            _ => Error(501, "NotImplemented"),
        };
        context.Response.StatusCode = status;
        if (request.HttpMethod == "HEAD") context.Response.Close();
        else context.Response.Close(answer, willBlock: false);
    }

    private (int, byte[]) Put(HttpListenerRequest request, string key, byte[] content)
    {
        if (IsReadOnly) return Error(403, "AccessDenied");

        (byte[], string?) stored = (content, request.Headers["x-amz-meta-sha256"]);
        if (request.Headers["If-None-Match"] is null || Conditions is Conditions.Ignored) _objects[key] = stored;
        else if (Conditions is Conditions.NotImplemented) return Error(501, "NotImplemented");
        else if (Conditions is Conditions.BadRequest) return Error(400, "InvalidArgument");
        else if (!_objects.TryAdd(key, stored)) return Error(412, "PreconditionFailed");
        return (200, []);
    }

    private (int, byte[]) Delete(string key)
    {
        if (IsReadOnly || Undeletable(key)) return Error(403, "AccessDenied");
        _objects.TryRemove(key, out _);
        return (204, []);
    }

    private (int, byte[]) DeleteAll(HttpListenerRequest request, byte[] body)
    {
        if (HasNoBulkDelete) return Error(501, "NotImplemented");
        if (NeedsMd5 && request.Headers["Content-MD5"] != Convert.ToBase64String(MD5.HashData(body))) return Error(400, "MissingContentMD5");

        string[] keys = [.. KeyElement().Matches(Encoding.UTF8.GetString(body)).Select(match => match.Groups[1].Value)];
        if (keys.Any(Undeletable)) return Error(403, "AccessDenied");
        foreach (string key in keys) _objects.TryRemove(key, out _);
        return (200, Xml("<DeleteResult></DeleteResult>"));
    }

    private (int, byte[]) List(HttpListenerRequest request)
    {
        string prefix = request.QueryString["prefix"] ?? "", delimiter = request.QueryString["delimiter"] ?? "";
        StringBuilder found = new();
        HashSet<string> folders = [];
        foreach (string key in Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)))
        {
            int end = delimiter.Length > 0 ? key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal) : -1;
            if (end < 0) found.Append($"<Contents><Key>{SecurityElement.Escape(key)}</Key><Size>{_objects[key].Content.Length}</Size></Contents>");
            else if (folders.Add(key[..(end + 1)]))
                found.Append($"<CommonPrefixes><Prefix>{SecurityElement.Escape(key[..(end + 1)])}</Prefix></CommonPrefixes>");
        }

        return (200, Xml($"<ListBucketResult><IsTruncated>false</IsTruncated>{found}</ListBucketResult>"));
    }

    private static (int, byte[]) Found(HttpListenerResponse response, (byte[] Content, string? Sha256) found)
    {
        if (found.Sha256 is not null) response.Headers["x-amz-meta-sha256"] = found.Sha256;
        response.ContentLength64 = found.Content.Length;
        return (200, found.Content);
    }

    private static (int, byte[]) Error(int status, string code) => (status, Xml($"<Error><Code>{code}</Code><Message>{code}</Message></Error>"));

    private static byte[] Xml(string text) => Encoding.UTF8.GetBytes($"""<?xml version="1.0" encoding="UTF-8"?>{text}""");

    [GeneratedRegex("<Key>(.*?)</Key>")]
    private static partial Regex KeyElement();
}
