using L4Balancer.Core.Health;
using L4Balancer.Probes;
using L4Balancer.Probes.Postgres;
using L4Balancer.Probes.Streams;

namespace L4Balancer.Fuzz.Targets;

/// <summary>The probe of PostgreSQL: messages, logins, answers to queries.</summary>
internal sealed class PostgresProbeTarget : ProbeTarget
{
    private const string LoggedIn = "R\0\0\0\u0008\0\0\0\0Z\0\0\0\u0005I";
    private const string Primary = "D\0\0\0\u000f\0\u0002\0\0\0\u0001f\u00ff\u00ff\u00ff\u00ffZ\0\0\0\u0005I";
    private const string Standby = "D\0\0\0\u0010\0\u0002\0\0\0\u0001t\0\0\0\u00013Z\0\0\0\u0005I";
    private const string SaslBegin = "R\0\0\0\u0018\0\0\0\u000aSCRAM-SHA-256\0\0";
    private const string SaslContinue =
        "R\0\0\0\u0038\0\0\0\u000br=NNNNNNNNNNNNNNNNNNNNNNNNx,s=c2FsdHNhbHQ=,i=2";

    public override string Name => "probe-postgresql";

    public override IReadOnlyList<byte[]> Words { get; } = Latin(
        LoggedIn, Primary, Standby, SaslBegin, SaslContinue, "R\0\0\0\u0008\0\0\0\u0003",
            "R\0\0\0\u000c\0\0\0\u0005salt", "R\0\0\0\u000c\0\0\0\u000cv=x=",
        "E\0\0\0\u0010C28P01\0Mno\0\0", "G\0\0\0\u0007\0\0\0", "\u00ff\u00ff\u00ff\u00ff", "NaN", "Infinity",
        "1e308", "-1", "SCRAM-SHA-256\0");

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        Said(0, "R\0\0\0\u0008\0\0\0\u0003"),
        Said(1, LoggedIn + Primary),
        Said(1, "R\0\0\0\u0008\0\0\0\u0003" + LoggedIn + Standby),
        Said(3, "R\0\0\0\u000c\0\0\0\u0005salt" + LoggedIn + Primary
            + "D\0\0\0\u000b\0\u0001\0\0\0\u00011Z\0\0\0\u0005I"),
        Said(1, SaslBegin + SaslContinue + "R\0\0\0\u000c\0\0\0\u000cv=x="),
        Said(1, "E\0\0\0\u0010C28P01\0Mno\0\0"),
        Said(1, "Esorry, too many clients already\n\0"),
    ];

    protected override StreamProbe Make(byte kind, ProbeServices services) => new PostgresProbe(
        new PostgresProbeSpec((kind & 1) == 0 ? null : Login, null, (kind & 2) == 0 ? null : Query), services);
}
