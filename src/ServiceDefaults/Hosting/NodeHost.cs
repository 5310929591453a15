using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JpegReducer.ServiceDefaults.Hosting;

/// <summary>What all programs do alike when they start and end.</summary>
public static class NodeHost
{
    // Exit codes as sysexits.h names them.
    private const int Unavailable = 69;
    private const int ConfigurationError = 78;

    /// <summary>Runs a program to its end. What its operator can mend is one sentence on the standard error, and a code that says whether to try again.</summary>
    /// <returns>0; 69 where the same start may succeed later; 78 where something has to be mended first.</returns>
    public static async Task<int> RunAsync(Func<Task> program)
    {
        try
        {
            await program();
            return 0;
        }
        catch (NodeStartException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return exception.MayPass ? Unavailable : ConfigurationError;
        }
    }

    /// <summary>Begins a web application.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args) =>
        // The content root is where the program lies: settings come from there and from the environment, not from wherever it is called.
        WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });

    /// <summary>Listens at <paramref name="defaultUrls"/> unless told otherwise.</summary>
    /// <exception cref="NodeStartException">The application cannot listen there.</exception>
    public static void ListenAt(this WebApplicationBuilder builder, string defaultUrls)
    {
        builder.Configuration.GetSection("urls").Value ??= defaultUrls;
        ListenAddresses.Check(builder.Configuration["urls"]!);
    }

    /// <summary>Starts an application. It answers requests when this returns; where it fails, it is disposed of.</summary>
    /// <exception cref="NodeStartException">It cannot start, for a reason that its operator can mend.</exception>
    public static async Task StartNodeAsync(this WebApplication app, CancellationToken cancellationToken)
    {
        try
        {
            // Before the host does, which would log what is wrong with a stack trace.
            app.Services.GetService<IStartupValidator>()?.Validate();
            await app.StartAsync(cancellationToken);
        }
        catch (Exception exception)
        {
            await app.DisposeAsync();
            if (Explain(exception, app) is { } reason) throw new NodeStartException(reason, exception);
            throw;
        }
    }

    /// <summary>What the operator can mend, in a sentence; <see langword="null"/> for everything else.</summary>
    private static string? Explain(Exception exception, WebApplication app) => exception switch
    {
        OptionsValidationException invalid => string.Join(' ', invalid.Failures),
        IOException { InnerException: AddressInUseException } =>
            $"{app.Configuration["urls"]} is taken by another program. Choose another address with --urls.",
        _ => null,
    };
}
