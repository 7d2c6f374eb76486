using System.Globalization;

namespace L4Balancer.Probes.MySql;

/// <summary>How far a replica is behind, from the rows of <c>SHOW REPLICA STATUS</c> and its older names.</summary>
internal static class MySqlReplication
{
    /// <summary>The statement that this server knows.</summary>
    public static string QueryFor(MySqlGreeting greeting) =>
        greeting.IsMariaDb ? "SHOW ALL SLAVES STATUS"
        : greeting.IsMySqlOf(8, 0, 22) ? "SHOW REPLICA STATUS"
        : "SHOW SLAVE STATUS";

    /// <summary>
    /// The greatest lag of its connections; null is unknown: there is none, a thread of one does not run, or its lag is
    /// not known to the server itself.
    /// </summary>
    public static TimeSpan? LagOf(MySqlAnswer answer)
    {
        TimeSpan? greatest = null;
        foreach (var row in answer.Rows)
        {
            if (SecondsOf(answer, row) is not { } seconds) return null;
            var lag = TimeSpan.FromSeconds(seconds);
            if (greatest is null || lag > greatest) greatest = lag;
        }

        return greatest;
    }

    private static long? SecondsOf(MySqlAnswer answer, string?[] row)
    {
        var receives = answer.Field(row, "Replica_IO_Running", "Slave_IO_Running");
        var applies = answer.Field(row, "Replica_SQL_Running", "Slave_SQL_Running");
        var behind = answer.Field(row, "Seconds_Behind_Source", "Seconds_Behind_Master");
        return receives == "Yes" && applies == "Yes"
            && uint.TryParse(behind, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                ? seconds
                : null;
    }
}
