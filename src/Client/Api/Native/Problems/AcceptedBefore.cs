using JpegReducer.ApiContracts;
using Microsoft.AspNetCore.Http;

namespace JpegReducer.Client.Api.Native.Problems;

/// <summary>The items of a request that were added to a job before the request failed.</summary>
internal sealed class AcceptedBefore(IReadOnlyList<AcceptedItem> items)
{
    private IReadOnlyList<AcceptedItem> Items => items;

    /// <summary>Keeps them for the problem that the request ends with.</summary>
    public static void Record(HttpContext context, IReadOnlyList<AcceptedItem> items) => context.Features.Set(new AcceptedBefore(items));

    /// <summary>Those that were recorded.</summary>
    public static IReadOnlyList<AcceptedItem> Of(HttpContext context) => context.Features.Get<AcceptedBefore>()?.Items ?? [];
}
