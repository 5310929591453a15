using System.ComponentModel.DataAnnotations;

namespace JpegReducer.Storage.Postgres;

/// <summary>Where the nodes of a cluster keep records and grain state. Configuration section <c>Postgres</c>.</summary>
public sealed class PostgresStorageOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Postgres";

    /// <summary>
    /// Npgsql's connection string, such as <c>Host=10.0.0.5;Database=jpegreducer;Username=jpegreducer;SSL Mode=VerifyFull</c>. Its pool is
    /// one for everything a node keeps there: <c>Maximum Pool Size</c>, times the nodes, must stay below the server's
    /// <c>max_connections</c>. Default: 20.
    /// </summary>
    [Required]
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// A file with the password and nothing else, read anew for each connection, so that a password may change while nodes run. Default:
    /// none; the password is the connection string's.
    /// </summary>
    [ReadableFile]
    public string? PasswordFile { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PostgresDatabase.FindFault(ConnectionString) is { } fault) yield return new ValidationResult(fault);
    }
}
