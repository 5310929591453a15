using System.Globalization;

namespace JpegReducer.Storage.Sqlite;

/// <summary>Brings a database to the schema of this program, by the numbered scripts below a namespace's <c>Migrations</c>.</summary>
internal static class SqliteSchema
{
    /// <summary>Applies missing migrations in one transaction.</summary>
    /// <exception cref="InvalidDataException">The file was written by a newer program.</exception>
    public static void Migrate(SqliteSession session, string file, string scripts)
    {
        (long Number, string Text)[] migrations =
            [.. SqlScripts.Read(scripts).Select(script => (long.Parse(script.Name.AsSpan(0, 4), CultureInfo.InvariantCulture), script.Text))];
        long newest = migrations[^1].Number;
        long current = session.QueryNumber("PRAGMA user_version") ?? 0;
        if (current > newest)
            throw new InvalidDataException($"'{file}' was written by a newer version of this program (schema {current}, known here: {newest}).");
        if (current == newest) return;

        string missing = string.Join('\n', migrations.Where(migration => migration.Number > current).Select(migration => migration.Text));
        session.ExecuteScript($"BEGIN IMMEDIATE;\n{missing}\nPRAGMA user_version = {newest};\nCOMMIT;");
    }
}
