using System.Text;
using L4Balancer.Probes.Streams;

namespace L4Balancer.Probes.Postgres;

/// <summary>An error of the server, in its words.</summary>
/// <param name="Code">The SQLSTATE.</param>
internal sealed record PostgresError(string Code, string Text)
{
    private const string NoSuchDatabase = "3D000";

    /// <summary>It refuses the user (class 28) or the database, which a server in good health does.</summary>
    public bool IsAboutAccount => Code.StartsWith("28", StringComparison.Ordinal) || Code == NoSuchDatabase;

    public static PostgresError Parse(ReadOnlySpan<byte> body)
    {
        var fields = Encoding.UTF8.GetString(body).Split('\0');
        return new PostgresError(ServerWords.Of(Field(fields, 'C')), ServerWords.Of(Field(fields, 'M')));
    }

    public override string ToString() => $"{Text} ({Code})";

    private static string Field(string[] fields, char letter) =>
        fields.FirstOrDefault(field => field.StartsWith(letter)) is { } field ? field[1..] : "";
}
