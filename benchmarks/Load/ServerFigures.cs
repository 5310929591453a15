using Npgsql;

namespace JpegReducer.Benchmarks.Load;

/// <summary>What a PostgreSQL server on this machine has used so far: all its processes, and its write-ahead log.</summary>
internal readonly record struct ServerFigures(TimeSpan Cpu, long WalBytes)
{
    private const int ClockTicks = 100; // USER_HZ, which is 100 on every Linux

    public static async Task<ServerFigures> OfAsync(NpgsqlDataSource database)
    {
        await using NpgsqlCommand select = database.CreateCommand("SELECT pg_backend_pid(), (pg_current_wal_insert_lsn() - '0/0')::bigint");
        await using NpgsqlDataReader row = await select.ExecuteReaderAsync();
        await row.ReadAsync();
        int postmaster = int.Parse(Stat(row.GetInt32(0))[1]);
        long ticks = Directory.EnumerateDirectories("/proc")
            .Where(folder => int.TryParse(Path.GetFileName(folder), out _))
            .Select(folder => Stat(int.Parse(Path.GetFileName(folder))))
            .Where(stat => stat.Length > 0 && int.Parse(stat[1]) == postmaster)
            .Sum(stat => long.Parse(stat[11]) + long.Parse(stat[12]));
        return new ServerFigures(TimeSpan.FromSeconds((double)ticks / ClockTicks), row.GetInt64(1));
    }

    /// <summary>The fields after the name, which may hold spaces: state, parent, ... (proc(5)).</summary>
    private static string[] Stat(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ');
        }
        catch (IOException)
        {
            return []; // it has ended
        }
    }
}
