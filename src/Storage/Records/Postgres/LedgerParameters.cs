using System.Text;
using JpegReducer.Interfaces.Ids;
using JpegReducer.Interfaces.Jobs;
using Npgsql;
using NpgsqlTypes;

namespace JpegReducer.Storage.Records.Postgres;

/// <summary>
/// Turns records into parameters, in the order in which <see cref="LedgerSql"/> numbers them: one array per column for many records.
/// </summary>
internal static class LedgerParameters
{
    /// <summary>The text without what PostgreSQL cannot store: U+0000 and unpaired surrogates.</summary>
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
        /// <summary>Adds a statement and returns its parameters.</summary>
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

        /// <summary>Four arrays.</summary>
        public NpgsqlParameterCollection WithItems(IReadOnlyList<NewItem> items, JobId job) => parameters
            .WithColumn(items, item => ToText(item.Name), NpgsqlDbType.Text)
            .WithColumn(items, item => ToText(item.ClientRef), NpgsqlDbType.Text)
            .WithColumn(items, item => ToText((item.Source as ItemSource.Remote)?.Address), NpgsqlDbType.Text)
            .WithColumn(
                items, item =>
                item.Source is ItemSource.Uploaded(var file) ? FileText.Write(file, job, name: null, expiresAt: null)
                : null, NpgsqlDbType.Text);

        /// <summary>Six arrays.</summary>
        public NpgsqlParameterCollection WithEndings(IReadOnlyList<ItemEnding> endings, JobId job) => parameters
            .WithColumn(endings, ending => ending.Sequence, NpgsqlDbType.Integer)
            .WithColumn(endings, ending => (short)ending.Result.State, NpgsqlDbType.Smallint)
            .WithColumn(endings, ending => (short)ending.Result.Credits, NpgsqlDbType.Smallint)
            .WithColumn(endings, ending => ending.BytesIn, NpgsqlDbType.Bigint)
            .WithColumn(endings, ending => ending.BytesOut, NpgsqlDbType.Bigint)
            .WithColumn(endings, ending => ResultDocument.Write(ending.Result, job, ending.Sequence), NpgsqlDbType.Text);

        private NpgsqlParameterCollection WithColumn<T, TValue>(IReadOnlyList<T> rows, Func<T, TValue> column, NpgsqlDbType type)
        {
            TValue[] values = new TValue[rows.Count];
            for (int i = 0; i < values.Length; i++) values[i] = column(rows[i]);
            return parameters.With(values, NpgsqlDbType.Array | type);
        }
    }
}
