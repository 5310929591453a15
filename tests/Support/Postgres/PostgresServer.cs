using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace JpegReducer.Support.Postgres;

/// <summary>
/// A temporary PostgreSQL server, in a temporary folder and on 127.0.0.1 only. It is durable against crashes of the server,
/// but not against a loss of power, because it does not wait for the disk.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string User = "app";
    private const string Password = "not a secret";
    private const int SecondsToStart = 60;

    private readonly string _programs;
    private readonly string _folder;
    private readonly int _port = FreePort();
    private int _databases;

    private PostgresServer(string programs, string folder) => (_programs, _folder) = (programs, folder);

    /// <summary>A file with the password of the connection strings.</summary>
    public string PasswordFile => Path.Combine(_folder, "password");

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Creates a server and starts it.</summary>
    /// <param name="settings">More of its settings, such as <c>log_statement=all</c>.</param>
    /// <exception cref="InvalidOperationException">PostgreSQL is not installed.</exception>
    public static async Task<PostgresServer> StartAsync(params string[] settings)
    {
        PostgresServer server = new(FindPrograms(), Directory.CreateTempSubdirectory("jpegreducer-pg-").FullName);
        AppDomain.CurrentDomain.ProcessExit += server.StopAtExit;
        try
        {
            await OwnAsync(server._folder);
            await File.WriteAllTextAsync(server.PasswordFile, Password);
            await server.RunAsServerAsync(
                "initdb", "--pgdata", server.Data, "--username", User, "--pwfile", server.PasswordFile, "--auth-host=scram-sha-256",
                    "--auth-local=trust",
                "--no-sync", "--no-instructions", "--encoding=UTF8", "--locale=C.UTF-8");
            await server.ConfigureAsync(
                [
                    $"port={server._port}", "listen_addresses='127.0.0.1'", $"unix_socket_directories='{server._folder}'", "max_connections=200",
                    "shared_buffers=64MB", "fsync=off", "full_page_writes=off", .. settings,
                ]);
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the server after it was stopped, at the same address.</summary>
    public Task StartAgainAsync() => RunAsServerAsync(
        "pg_ctl", "start", "-D", Data, "-w", "-t", SecondsToStart.ToString(CultureInfo.InvariantCulture), "-s", "-l", Path.Combine(_folder, "log"));

    /// <summary>Stops the server like a crash: open connections are lost.</summary>
    public Task CrashAsync() => RunAsServerAsync("pg_ctl", "stop", "-D", Data, "-m", "immediate", "-s");

    /// <summary>Creates an empty database and returns its connection string.</summary>
    /// <param name="folder">The folder for its tables, if not the server's.</param>
    public async Task<string> CreateDatabaseAsync(string? folder = null)
    {
        string name = $"test_{Interlocked.Increment(ref _databases)}";
        if (folder is not null) await ExecuteAsync($"CREATE TABLESPACE {name} LOCATION '{folder}'");
        await ExecuteAsync($"CREATE DATABASE {name}{(folder is null ? "" : $" TABLESPACE {name}")}");
        return ConnectionString(name);
    }

    /// <summary>Drops a database with a separate folder.</summary>
    public async Task DropDatabaseAsync(string connectionString)
    {
        string name = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        await ExecuteAsync($"DROP DATABASE {name} WITH (FORCE)");
        await ExecuteAsync($"DROP TABLESPACE {name}");
    }

    /// <summary>Creates a folder owned by the server.</summary>
    public async Task<string> MakeFolderAsync(string name)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        await OwnAsync(folder);
        return folder;
    }

    /// <summary>Runs a statement as the server's administrator.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using NpgsqlConnection connection = new(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= StopAtExit;
        if (ServerProcess() is not null) await CrashAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The newest PostgreSQL that a package has installed, else the one on the path.</summary>
    private static string FindPrograms()
    {
        const string Packages = "/usr/lib/postgresql";
        IEnumerable<string> packaged = Directory.Exists(Packages)
            ? Directory.GetDirectories(Packages).OrderByDescending(
                folder => int.TryParse(Path.GetFileName(folder), out int version) ? version : 0).Select(folder =>
                Path.Combine(folder, "bin"))
            : [];
        string[] onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return packaged.Concat(onPath).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")))
            ?? throw new InvalidOperationException(
                "PostgreSQL's server is not installed, and tests need it: apt-get install postgresql (Debian, Ubuntu), or put its initdb "
                + "and pg_ctl on the PATH.");
    }

    /// <summary>PostgreSQL does not run as root.</summary>
    private static Task OwnAsync(string folder) => Environment.IsPrivilegedProcess ? RunAsync("chown", "postgres:", folder) : Task.CompletedTask;

    private static async Task RunAsync(string program, params string[] arguments)
    {
        // No pipe to here: the server inherits what its starter has, and would hold it open. Talk goes to the standard error, apart from reports.
        ProcessStartInfo start = new("sh", ["-c", "exec \"$@\" >&2", "sh", program, .. arguments]) { WorkingDirectory = Path.GetTempPath() };
        using Process process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' ended with {process.ExitCode}.");
    }

    private Task RunAsServerAsync(string program, params string[] arguments)
    {
        string path = Path.Combine(_programs, program);
        return Environment.IsPrivilegedProcess
            ? RunAsync("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", "--", path, .. arguments])
            : RunAsync(path, arguments);
    }

    private Task ConfigureAsync(IEnumerable<string> settings) => File.AppendAllLinesAsync(Path.Combine(Data, "postgresql.conf"), settings);

    private string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={_port.ToString(CultureInfo.InvariantCulture)};Username={User};Password={Password};Database={database}";

    private Process? ServerProcess()
    {
        string file = Path.Combine(Data, "postmaster.pid");
        try
        {
            return File.Exists(file) ? Process.GetProcessById(int.Parse(File.ReadLines(file).First(), CultureInfo.InvariantCulture)) : null;
        }
        catch (ArgumentException)
        {
            return null; // it has ended
        }
    }

    /// <summary>When a test run ends without disposing of what it started.</summary>
    private void StopAtExit(object? sender, EventArgs e) => ServerProcess()?.Kill();
}
