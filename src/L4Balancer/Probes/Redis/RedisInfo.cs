using System.Globalization;
using L4Balancer.Core.Health;

namespace L4Balancer.Probes.Redis;

/// <summary>Reads what INFO and CLUSTER INFO answer: lines of <c>name:value</c>.</summary>
internal sealed class RedisInfo
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public RedisInfo(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            if (line.Split(':', 2) is [var name, var value]) _values[name] = value.TrimEnd('\r');
        }
    }

    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>Null if it does not say which one.</summary>
    public ServerRole? Role => this["role"] switch
    {
        "master" => ServerRole.Primary,
        "slave" or "replica" => ServerRole.Replica,
        _ => null,
    };

    /// <summary>
    /// How far a replica may be behind: the time since it last heard of its primary, which sends at least a ping every
    /// repl-ping-replica-period. Unknown while its link is down, and for a primary.
    /// </summary>
    public TimeSpan? Lag =>
        Role == ServerRole.Replica && this["master_link_status"] == "up"
        && int.TryParse(this["master_last_io_seconds_ago"], NumberStyles.None, CultureInfo.InvariantCulture, out var s)
            ? TimeSpan.FromSeconds(s)
            : null;
}
