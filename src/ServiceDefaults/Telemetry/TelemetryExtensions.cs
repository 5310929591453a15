using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace JpegReducer.ServiceDefaults.Telemetry;

internal static class TelemetryExtensions
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>
    /// Exports metrics of JpegReducer, Orleans, ASP.NET Core and the runtime at <c>/metrics</c> for Prometheus. If
    /// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, metrics, traces and logs are also sent there.
    /// </summary>
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        OpenTelemetryBuilder telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("jpegreducer"))
            .WithMetrics(metrics => metrics
                .AddMeter(
                    "JpegReducer.*", "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
                    "System.Net.Http")
                .AddRuntimeInstrumentation()
                .AddPrometheusExporter());

        if (builder.Configuration[OtlpEndpoint] is not { Length: > 0 }) return;

        // Traces and logs cost time for every image and are created only if they are sent.
        telemetry.WithMetrics(metrics => metrics.AddOtlpExporter());
        telemetry.WithTracing(traces => traces
            .AddSource("JpegReducer.*", "Microsoft.Orleans.Runtime", "Microsoft.Orleans.Application")
            .AddAspNetCoreInstrumentation()
            .AddOtlpExporter());
        telemetry.WithLogging(logs => logs.AddOtlpExporter());
    }
}
