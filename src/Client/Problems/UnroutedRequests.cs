using JpegReducer.ApiContracts;
using Microsoft.AspNetCore.Http;

namespace JpegReducer.Client.Problems;

/// <summary>Gives a body to the answers that routing makes by itself: no such address, method or kind of body.</summary>
internal static class UnroutedRequests
{
    public static Task AnswerAsync(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound =>
            Problem.Of(ProblemCodes.NotFound, "There is nothing at this address. /openapi/v1.json lists what there is.").ExecuteAsync(context),
        StatusCodes.Status405MethodNotAllowed =>
            Problem.Of(ProblemCodes.MethodNotAllowed, $"This address does not take {context.Request.Method}; it takes {context.Response.Headers.Allow}.").ExecuteAsync(context),
        StatusCodes.Status408RequestTimeout => Problem.TooSlow().ExecuteAsync(context),
        StatusCodes.Status413PayloadTooLarge => Problem.Of(ProblemCodes.TooLarge, "The body is larger than it may be.").ExecuteAsync(context),
        StatusCodes.Status415UnsupportedMediaType =>
            Problem.Of(ProblemCodes.UnsupportedMediaType, "This address does not take a body of that Content-Type.").ExecuteAsync(context),
        _ => Task.CompletedTask,
    };
}
