using System.Net;

namespace JpegReducer.Support.Nodes;

/// <summary>
/// Behaves like a load balancer with a well-behaved client: it switches to the next gateway if one does not answer, and after
/// 429 or 503 it retries after the given time. For idempotent requests.
/// </summary>
/// <param name="gateways">Where the gateways listen now.</param>
/// <param name="describe">Returns the logs of the cluster, for the failure message.</param>
internal sealed class PatientHandler(Func<Uri[]> gateways, Func<string> describe) : DelegatingHandler(
    new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromSeconds(30) })
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private int _turn;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string path = request.RequestUri!.PathAndQuery;
        long began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            Uri[] all = gateways();
            request.RequestUri = new Uri(all[(uint)_turn % all.Length], path);
            TimeSpan pause = Pause;
            try
            {
                HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
                if (response.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests)) return response;
                if (TimeProvider.System.GetElapsedTime(began) > Patience)
                {
                    throw new TimeoutException($"{path} is answered {(int)response.StatusCode} for {Patience}: "
                        + $"{await response.Content.ReadAsStringAsync(cancellationToken)}\n{describe()}");
                }

                pause = response.Headers.RetryAfter?.Delta ?? Pause;
                response.Dispose();
            }
            catch (HttpRequestException) when (TimeProvider.System.GetElapsedTime(began) < Patience)
            {
                _turn++;
            }

            await Task.Delay(pause, cancellationToken);
        }
    }
}
