using System.Text;
using JpegReducer.Interfaces.Jobs;
using Npgsql;
using NpgsqlTypes;

namespace JpegReducer.Storage.Records.Postgres;

/// <summary>Turns records into parameters, in the order in which <see cref="LedgerSql"/> numbers them; many records into one array a column.</summary>
internal static class LedgerParameters
{
    /// <summary>Text that PostgreSQL can hold: it has no U+0000, and UTF-8 no half of a surrogate pair.</summary>
    public static string? ToText(string? text)
    {
        if (text is null) return null;

        const char Replacement = '\uFFFD';
        bool isPlain = !text.Contains('\0', StringComparison.Ordinal) && !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF');
        if (isPlain) return text;

        StringBuilder clean = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes()) clean.Append(rune.Value == 0 ? Replacement.ToString() : rune.ToString());
        return clean.ToString();
    }

    extension(NpgsqlBatch batch)
    {
        /// <summary>Adds a statement; its parameters are the result's to add.</summary>
        public NpgsqlParameterCollection Add(string sql)
        {
            NpgsqlBatchCommand command = new(sql);
            batch.BatchCommands.Add(command);
            return command.Parameters;
        }
    }

    extension(NpgsqlParameterCollection parameters)
    {
        public NpgsqlParameterCollection With<T>(T value)
        {
            parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
            return parameters;
        }

        public NpgsqlParameterCollection With<T>(T value, NpgsqlDbType type)
        {
            parameters.Add(new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type });
            return parameters;
        }

        public NpgsqlParameterCollection WithDigest(string? digest) =>
            parameters.With(digest is null ? null : Convert.FromHexString(digest), NpgsqlDbType.Bytea);

        /// <summary>Seven arrays.</summary>
        public NpgsqlParameterCollection WithItems(IReadOnlyList<NewItem> items) => parameters
            .WithColumn(items, item => ToText(item.Name), NpgsqlDbType.Text)
            .WithColumn(items, item => ToText(item.ClientRef), NpgsqlDbType.Text)
            .WithColumn(items, item => ToText((item.Source as ItemSource.Remote)?.Address), NpgsqlDbType.Text)
            .WithFiles(items, item => (item.Source as ItemSource.Uploaded)?.File);

        /// <summary>22 arrays.</summary>
        public NpgsqlParameterCollection WithEndings(IReadOnlyList<ItemEnding> endings) => parameters
            .WithColumn(endings, ending => ending.Sequence, NpgsqlDbType.Integer)
            .WithColumn(endings, ending => (short)ending.Result.State, NpgsqlDbType.Smallint)
            .WithColumn(endings, ending => ending.Charged, NpgsqlDbType.Boolean)
            .WithColumn(endings, ending => ToText(ending.Result.Reason), NpgsqlDbType.Text)
            .WithColumn(endings, ending => ToText(ending.Result.Detail), NpgsqlDbType.Text)
            .WithFiles(endings, ending => ending.Result.Source)
            .WithColumn(endings, OutputIsSource, NpgsqlDbType.Boolean)
            .WithFiles(endings, ending => OutputIsSource(ending) ? null : ending.Result.Output)
            .WithColumn(endings, ending => ToText(ending.Result.SourceType), NpgsqlDbType.Text)
            .WithColumn(endings, ending => ToText(ending.Result.OutputType), NpgsqlDbType.Text)
            .WithColumn(endings, ending => ending.Result.Width, NpgsqlDbType.Integer)
            .WithColumn(endings, ending => ending.Result.Height, NpgsqlDbType.Integer)
            .WithColumn(endings, ending => ending.Result.Score, NpgsqlDbType.Double)
            .WithColumn(endings, ending => ending.Result.ScoreIsMeasured, NpgsqlDbType.Boolean)
            .WithColumn(endings, ending => ending.Result.EngineMilliseconds, NpgsqlDbType.Double)
            .WithColumn(endings, ending => (short)ending.Result.Traits, NpgsqlDbType.Smallint);

        private NpgsqlParameterCollection WithFiles<T>(IReadOnlyList<T> rows, Func<T, StoredFile?> file) => parameters
            .WithColumn(rows, row => file(row)?.Key.Text, NpgsqlDbType.Text)
            .WithColumn(rows, row => file(row)?.Bytes, NpgsqlDbType.Bigint)
            .WithColumn(rows, row => file(row) is { } stored ? Convert.FromHexString(stored.Sha256) : null, NpgsqlDbType.Bytea)
            .WithColumn(rows, row => file(row)?.ExpiresAt.UtcDateTime, NpgsqlDbType.TimestampTz);

        private NpgsqlParameterCollection WithColumn<T, TValue>(IReadOnlyList<T> rows, Func<T, TValue> column, NpgsqlDbType type)
        {
            TValue[] values = new TValue[rows.Count];
            for (int i = 0; i < values.Length; i++) values[i] = column(rows[i]);
            return parameters.With(values, NpgsqlDbType.Array | type);
        }
    }

    private static bool OutputIsSource(ItemEnding ending) => ending.Result.Output is { } output && output == ending.Result.Source;
}
