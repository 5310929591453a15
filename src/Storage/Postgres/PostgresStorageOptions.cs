using System.ComponentModel.DataAnnotations;

namespace JpegReducer.Storage.Postgres;

/// <summary>The database of a cluster for records and grain state. Configuration section <c>Postgres</c>.</summary>
public sealed class PostgresStorageOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Postgres";

    /// <summary>
    /// Npgsql's connection string, such as <c>Host=10.0.0.5;Database=jpegreducer;Username=jpegreducer;SSL Mode=VerifyFull</c>. Its pool is
    /// shared by all uses of a node: <c>Maximum Pool Size</c>, times the number of nodes, must be below the server's
    /// <c>max_connections</c>. Default: 20.
    /// </summary>
    [Required]
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// A file that contains only the password, read for each connection, so that the password may change while nodes run. Default:
    /// none; the password is in the connection string.
    /// </summary>
    [ReadableFile]
    public string? PasswordFile { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PostgresDatabase.FindFault(ConnectionString) is { } fault) yield return new ValidationResult(fault);
    }
}
