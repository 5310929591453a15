using System.Security.Claims;
using JpegReducer.ApiContracts;
using JpegReducer.Client.Conditional;
using JpegReducer.Hosting.Security;
using JpegReducer.Interfaces.Accounts.Usage;
using JpegReducer.Interfaces.Dispatch;
using JpegReducer.Interfaces.Ids;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace JpegReducer.Client.Api.Native;

/// <summary><c>/v1/usage</c> and <c>/v1/node</c>: the usage of the account, and the state of the node.</summary>
internal static class AccountApi
{
    public static void MapAccount(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/usage", GetUsageAsync).WithTags("Account").WithName("getUsage").WithSummary("Returns the usage of the account.")
            .WithEntityTag();
        routes.MapGet("/node", GetNodeAsync).WithTags("Node").WithName("getNode")
            .WithSummary("Returns the version of the node and its load.").WithEntityTag();
    }

    internal static async Task<Ok<UsageView>> GetUsageAsync(ClaimsPrincipal user, IGrainFactory grains, CancellationToken cancellationToken)
    {
        AccountId account = ApiKeyScheme.AccountOf(user);
        AccountUsage usage = await grains.GetGrain<IUsageGrain>(account.Value).GetUsageAsync().WaitAsync(cancellationToken);
        return TypedResults.Ok(NativeMapper.View(account, usage));
    }

    internal static async Task<Ok<NodeView>> GetNodeAsync(NodeIdentity node, IGrainFactory grains, CancellationToken cancellationToken)
    {
        DispatchLoad load = await grains.GetGrain<IDispatchGrain>(GrainKeys.Dispatch).GetLoadAsync().WaitAsync(cancellationToken);
        return TypedResults.Ok(new NodeView
        {
            Version = NodeIdentity.Version,
            Mode = node.Mode,
            StartedAt = node.StartedAt,
            OpenJobs = load.OpenJobs,
            WaitingItems = load.WaitingItems,
            InFlightItems = load.InFlightItems,
            Workers = load.Workers,
        });
    }
}
