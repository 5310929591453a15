using Microsoft.AspNetCore.Http;

namespace JpegReducer.Client.Errors;

/// <summary>The paths below which a dialect renders errors of requests that match no endpoint.</summary>
/// <param name="Prefix">A path prefix, compared by whole segments; the empty path is the default of all others.</param>
/// <param name="Dialect">The dialect.</param>
internal sealed record ErrorScope(PathString Prefix, IErrorDialect Dialect);
