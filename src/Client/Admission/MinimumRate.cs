using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace JpegReducer.Client.Admission;

/// <summary>
/// Enforces <see cref="GatewayOptions.MinBodyRate"/> on every request body, so that a slow sender cannot occupy an upload slot.
/// </summary>
internal sealed class MinimumRate(RequestDelegate next, IOptions<GatewayOptions> options, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true })
        {
            await next(context);
            return;
        }

        Stream body = context.Request.Body;
        await using MinimumRateStream guarded = new(body, options.Value.MinBodyRate, options.Value.BodyRateGracePeriod, time);
        context.Request.Body = guarded;
        try
        {
            await next(context);
        }
        finally
        {
            context.Request.Body = body;
        }
    }
}
