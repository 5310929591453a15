using JpegReducer.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace JpegReducer.Storage.Records.Sqlite;

/// <summary>
/// Reads through the ledger, some rows with each health check: damage in the middle of the file is detected before a caller reads it, and a
/// small ledger is read completely each time.
/// </summary>
internal sealed class LedgerPatrol
{
    /// <summary>Takes about ten milliseconds.</summary>
    private const int RowsOfOneCheck = 20_000;

    private static readonly string[] Tables =
    [
        "SELECT number, 0, account, label FROM job WHERE number > $first ORDER BY number LIMIT $max",
        "SELECT job, sequence, name, upload FROM item WHERE (job, sequence) > ($first, $second) ORDER BY job, sequence LIMIT $max",
        "SELECT job, sequence, state, result FROM ending WHERE (job, sequence) > ($first, $second) ORDER BY job, sequence LIMIT $max",
        "SELECT job, sequence, 0, 0 FROM pending WHERE (job, sequence) > ($first, $second) ORDER BY job, sequence LIMIT $max",
    ];

    private readonly Lock _gate = new();
    private int _table;
    private (long First, long Second) _position = (-1, -1);

    /// <summary>Continues after the position of the last call, at most once through all tables.</summary>
    public bool Run(SqliteSession session)
    {
        lock (_gate)
        {
            int left = RowsOfOneCheck;
            for (int ended = 0; ended < Tables.Length && left > 0;)
            {
                int read = Read(session, left);
                left -= read;
                if (left == 0) break;
                ended++;
                (_table, _position) = ((_table + 1) % Tables.Length, (-1, -1));
            }

            return true;
        }
    }

    private int Read(SqliteSession session, int max)
    {
        (string, object?)[] parameters = _table == 0
            ? [("$first", _position.First), ("$max", max)]
            : [("$first", _position.First), ("$second", _position.Second), ("$max", max)];
        using SqliteDataReader rows = session.Query(Tables[_table], parameters);
        int read = 0;
        for (; rows.Read(); read++)
        {
            _position = (rows.GetInt64(0), rows.GetInt64(1));
            _ = rows.GetValue(2);
            _ = rows.GetValue(3);
        }

        return read;
    }
}
