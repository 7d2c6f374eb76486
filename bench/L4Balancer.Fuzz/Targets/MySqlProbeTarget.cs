using L4Balancer.Core.Health;
using L4Balancer.Probes;
using L4Balancer.Probes.MySql;
using L4Balancer.Probes.Streams;

namespace L4Balancer.Fuzz.Targets;

/// <summary>The probe of MySQL and MariaDB: packets, greeting, login, answers to queries.</summary>
internal sealed class MySqlProbeTarget : ProbeTarget
{
    private const string Old =
        "\u004a\0\0\0\u000a8.0.36\0\u0001\0\0\0abcdefgh\0\u00ff\u00f7\u0021\u0002\0\u007f\u0080"
        + "\u0015\0\0\0\0\0\0\0\0\0\0abcdefghijkl\0"
        + "mysql_native_password\0";

    private const string Sha2 =
        "\u004a\0\0\0\u000a8.0.36\0\u0001\0\0\0abcdefgh\0\u00ff\u00f7\u0021\u0002\0\u007f\u0080"
        + "\u0015\0\0\0\0\0\0\0\0\0\0abcdefghijkl\0"
        + "caching_sha2_password\0";

    private const string Ok = "\u0007\0\0\u0002\0\0\0\u0002\0\0\0";

    /// <summary>Two columns, and a row: read_only is OFF.</summary>
    private const string Settings =
        "\u0001\0\0\u0001\u0002\u0006\0\0\u0002\0\0\0\0\u0001a\u0006\0\0\u0003\0\0\0\0\u0001b"
        + "\u0005\0\0\u0004\u00fe\0\0\u0002\0"
        + "\u000e\0\0\u0005\u0009read_only\u0003OFF\u0005\0\0\u0006\u00fe\0\0\u0002\0";

    public override string Name => "probe-mysql";

    public override IReadOnlyList<byte[]> Words { get; } = Latin(
        Old, Sha2, Ok, Settings, "\u0009\0\0\u0002\u00ff\u0015\u0004#28000", "\u0002\0\0\u0002\u0001\u0003",
            "\u0002\0\0\u0002\u0001\u0004", "wsrep_on",
        "\u0002ON", "group_replication_group_name", "client_ed25519\0", "caching_sha2_password\0",
        "mysql_native_password\0",
        "5.5.5-10.11.6-MariaDB", "-----BEGIN PUBLIC KEY-----\n", "\u00fb", "\u00fc\u0001\0",
        "\u00fe\u0001\0\0\0\0\0\0\0", "\u0005\0\0\u0004\u00fe\0\0\u0002\0");

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        Said(0, Old + "\u0009\0\0\u0002\u00ff\u0015\u0004#28000"),
        Said(1, Old + Ok + Settings),
        Said(3, Old + Ok + Settings
            + "\u0001\0\0\u0001\u0001\u0006\0\0\u0002\0\0\0\0\u0001a\u0005\0\0\u0003\u00fe\0\0\u0002\0"
            + "\u0002\0\0\u0004\u00011\u0005\0\0\u0005\u00fe\0\0\u0002\0"),
        Said(1, Sha2 + "\u0002\0\0\u0002\u0001\u0003\u0007\0\0\u0003\0\0\0\u0002\0\0\0" + Settings),
        Said(1, Sha2 + "\u0002\0\0\u0002\u0001\u0004\u001c\0\0\u0004\u0001-----BEGIN PUBLIC KEY-----\n"),
        Said(1, Old + "\u0030\0\0\u0002\u00feclient_ed25519\0abcdefghijklmnopqrstuvwxyz012345"
            + "\u0007\0\0\u0004\0\0\0\u0002\0\0\0"),
        Said(1, "\u000c\0\0\0\u00ff\u0010\u0004Too many"),
    ];

    protected override StreamProbe Make(byte kind, ProbeServices services) => new MySqlProbe(
        new MySqlProbeSpec((kind & 1) == 0 ? null : Login, null, (kind & 2) == 0 ? null : Query), services);
}
