using Npgsql;

namespace JpegReducer.Storage.Postgres;

/// <summary>The connection pool of a process, with its retries.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    private const int DefaultPoolSize = 20;

    /// <summary>More than the number of all statements, so that each is prepared once per connection.</summary>
    private const int PreparedStatements = 64;

    /// <summary>Sufficient for a restart of the server that drops all connections; callers must wait for longer outages.</summary>
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(100)];

    private readonly TimeProvider _time;

    private PostgresDatabase(NpgsqlDataSource source, string name, TimeProvider time) => (Source, Name, _time) = (source, name, time);

    public NpgsqlDataSource Source { get; }

    /// <summary>Database and server, for the operator; without secrets.</summary>
    public string Name { get; }

    /// <exception cref="PostgresStorageException">Npgsql rejects the settings.</exception>
    public static PostgresDatabase Create(PostgresStorageOptions options, TimeProvider time)
    {
        NpgsqlConnectionStringBuilder settings = Parse(options.ConnectionString);
        NpgsqlDataSourceBuilder builder = new(settings.ConnectionString) { Name = "jpegreducer" };
        if (options.PasswordFile is { Length: > 0 } file)
        {
            builder.UsePasswordProvider(
                _ => File.ReadAllText(file).Trim(),
                async (_, cancellationToken) => (await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false)).Trim());
        }

        return new PostgresDatabase(builder.Build(), $"'{settings.Database}' on {settings.Host}:{settings.Port}", time);
    }

    /// <summary>
    /// Runs <paramref name="body"/>, which is one transaction, on a connection; retries if the connection was lost or another
    /// transaction conflicted. So it must be idempotent.
    /// </summary>
    /// <exception cref="StorageUnavailableException">The retries failed.</exception>
    /// <exception cref="Blobs.StorageFullException">Storage is full.</exception>
    public async Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> body, CancellationToken cancellationToken)
    {
        for (int attempt = 0; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await using NpgsqlConnection connection = await Source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
                return await body(connection).ConfigureAwait(false);
            }
            catch (Exception error) when (attempt < Pauses.Length && PostgresErrors.IsOfConnection(error))
            {
                Source.Clear(); // if one connection is dead, idle ones are too
            }
            catch (Exception error) when (attempt < Pauses.Length && PostgresErrors.IsOfConcurrency(error))
            {
            }
            catch (Exception error) when (PostgresErrors.Translate(error) is var translated && translated != error)
            {
                throw translated;
            }

            await Task.Delay(Pauses[attempt], _time, cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();

    /// <summary>
    /// The error in a connection string, in a sentence without the string, which may contain a password; <see langword="null"/> if it is
    /// valid.
    /// </summary>
    public static string? FindFault(string text)
    {
        const string Setting = "Postgres:ConnectionString";
        try
        {
            NpgsqlConnectionStringBuilder settings = new(text);
            if (string.IsNullOrWhiteSpace(settings.Host)) return $"{Setting} names no server (Host=...).";
            if (Ports(settings).Any(port => port is < 1 or > 65_535)) return $"{Setting} names a port that is none: ports are 1 to 65535.";

            using NpgsqlDataSource source = NpgsqlDataSource.Create(Complete(settings).ConnectionString); // checks combinations of settings
            return null;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or OverflowException or InvalidCastException
            or NotSupportedException or InvalidOperationException)
        {
            return $"{Setting} is not a connection string that can be used, such as Host=10.0.0.5;Database=jpegreducer;Username=jpegreducer.";
        }
    }

    /// <summary>The ports of all servers: the one of the setting and those appended to host names.</summary>
    private static IEnumerable<long> Ports(NpgsqlConnectionStringBuilder settings) =>
        settings.Host!.Split(',').Select(host => host.Trim())
            .Where(host => !host.StartsWith('/') && (host.Count(c => c == ':') == 1 || host.Contains("]:", StringComparison.Ordinal)))
            .Select(host => long.TryParse(host.AsSpan(host.LastIndexOf(':') + 1), out long port) ? port : 0)
            .Prepend(settings.Port);

    private static NpgsqlConnectionStringBuilder Parse(string text) =>
        FindFault(text) is { } fault ? throw new PostgresStorageException(fault) : Complete(new NpgsqlConnectionStringBuilder(text));

    private static NpgsqlConnectionStringBuilder Complete(NpgsqlConnectionStringBuilder settings)
    {
        if (!settings.ContainsKey("Maximum Pool Size")) settings.MaxPoolSize = DefaultPoolSize;
        if (settings.MaxAutoPrepare == 0) settings.MaxAutoPrepare = PreparedStatements;
        settings.AutoPrepareMinUsages = 2;
        settings.Multiplexing = false; // it neither prepares batches nor keeps one connection
        settings.Enlist = false;
        settings.NoResetOnClose = true; // session state is restored by its users, and the reset is seven statements per use of a connection
        settings.ApplicationName ??= "jpegreducer";
        return settings;
    }
}
