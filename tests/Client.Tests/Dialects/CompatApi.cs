using System.Security.Claims;
using JpegReducer.Client.Api;
using JpegReducer.Client.Errors;
using JpegReducer.Client.Jobs;
using JpegReducer.Hosting.Security;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace JpegReducer.Client.Tests.Dialects;

/// <summary>
/// A second API, in the manner of those that always respond with 200: the key is a parameter or a member of the JSON body. It consists of
/// nothing but its routes, mapper, errors and key source.
/// </summary>
internal sealed class CompatApi : IApiDialect
{
    public IReadOnlyList<PathString> PathPrefixes { get; } = ["/compat"];

    public IErrorDialect Errors { get; } = new CompatErrors();

    public IApiKeySource Keys { get; } = new CompatKeys();

    public void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder api = routes.MapGroup("/compat").RequireAuthorization(ScopePolicies.Optimize).ExcludeFromDescription();
        api.MapPost("/reduce", ReduceAsync);
        api.MapGet("/status", (ClaimsPrincipal user, AccountJobs jobs, [FromQuery] JobId job) => StatusAsync(user, jobs, job));
        api.MapPost(
            "/status", (ClaimsPrincipal user, AccountJobs jobs, StatusRequest request) =>
            StatusAsync(user, jobs, JobId.Parse(request.Job, null)));

        // Errors that the framework, a proxy's middleware or a defect produce.
        api.MapGet("/fail", void () => throw new InvalidOperationException("A defect."));
        api.MapGet("/respond/{status:int}", (int status, HttpResponse response) => { response.StatusCode = status; });
        api.MapGet("/throw/{status:int}", void (int status) => throw new BadHttpRequestException("Rejected by the server.", status));
    }

    private static async Task<IResult> ReduceAsync(
        HttpRequest request, ClaimsPrincipal user, SingleImageJob images, CancellationToken cancellationToken)
    {
        await using SingleImageUpload upload = await images.BeginAsync(ApiKeyScheme.AccountOf(user), key: null, cancellationToken);
        await upload.ReceiveAsync(new IncomingFile("image", null, request.Body), cancellationToken);
        OpenResult opened = await upload.SubmitAsync(new ReductionSettings());
        return opened is OpenResult.Opened(var job)
            ? CompatMapper.Result(job, await images.WaitAsync(job, TimeSpan.FromMinutes(2), cancellationToken))
            : CompatMapper.Refused(opened);
    }

    private static async Task<IResult> StatusAsync(ClaimsPrincipal user, AccountJobs jobs, JobId job) =>
        CompatMapper.Status(await jobs.FindAsync(ApiKeyScheme.AccountOf(user), job, CancellationToken.None));

    /// <summary>A request with the key in its body.</summary>
    internal sealed record StatusRequest(string Key, string Job);
}
