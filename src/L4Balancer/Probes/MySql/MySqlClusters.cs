using L4Balancer.Core.Health;
using L4Balancer.Probes.Streams;

namespace L4Balancer.Probes.MySql;

/// <summary>What the members of a cluster say of themselves, and what is not good enough to serve.</summary>
internal static class MySqlClusters
{
    public const string GaleraQuery =
        "SHOW GLOBAL STATUS WHERE Variable_name IN ('wsrep_ready', 'wsrep_local_state', 'wsrep_local_state_comment',"
        + " 'wsrep_cluster_status')";

    public const string GroupQuery =
        "SELECT MEMBER_ID = @@server_uuid, MEMBER_STATE, MEMBER_ROLE FROM"
        + " performance_schema.replication_group_members";

    private const string Synced = "4";

    /// <summary>
    /// Why a node of Galera cannot serve; null if it can: synced, ready, and of the primary component.
    /// </summary>
    public static string? GaleraFault(IReadOnlyDictionary<string, string> status)
    {
        var state = status.GetValueOrDefault("wsrep_local_state", "");
        var comment = ServerWords.Of(status.GetValueOrDefault("wsrep_local_state_comment", ""));
        var component = ServerWords.Of(status.GetValueOrDefault("wsrep_cluster_status", ""));
        if (component is not ("" or "Primary")) return $"Galera: its component is {component}";
        if (state != Synced) return $"Galera: {(comment.Length > 0 ? comment : "its state is unknown")}";
        return status.GetValueOrDefault("wsrep_ready") == "ON" ? null : $"Galera: not ready ({comment})";
    }

    /// <summary>
    /// Why a member of a group cannot serve; null if it can: it is online, and reaches most of the group, without which
    /// writes hang.
    /// </summary>
    public static string? GroupFault(MySqlAnswer members)
    {
        if (Own(members) is not { } own) return "group replication: not a member";
        var state = own[1] ?? "";
        if (state != "ONLINE") return $"group replication: {ServerWords.Of(state)}";
        var reached = members.Rows.Count(row => row[1] != "UNREACHABLE");
        return reached * 2 > members.Rows.Count
            ? null
            : $"group replication: reaches {reached} of {members.Rows.Count} members";
    }

    /// <summary>Its role in the group; null if the group does not say one.</summary>
    public static ServerRole? GroupRole(MySqlAnswer members) => Own(members)?[2] switch
    {
        "PRIMARY" => ServerRole.Primary,
        "SECONDARY" => ServerRole.Replica,
        _ => null,
    };

    private static string?[]? Own(MySqlAnswer members) => members.Rows.FirstOrDefault(row => row is ["1", _, _]);
}
