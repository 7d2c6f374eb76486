using L4Balancer.DataPlane.Protocols;

namespace L4Balancer.Fuzz.Targets;

/// <summary>The observer of PostgreSQL.</summary>
internal sealed class PostgreSqlObserverTarget : ObserverTarget
{
    private const string Startup = "\0\0\0\u0010\0\u0003\0\0user\0u\0\0";
    private const string LoggedIn = "R\0\0\0\u0008\0\0\0\0K\0\0\0\u000c\0\0\0\u0001\0\0\0\u0002Z\0\0\0\u0005I";

    public override string Name => "observe-postgresql";

    public override IReadOnlyList<byte[]> Words { get; } = Latin(
        Startup, LoggedIn, "\0\0\0\u0008\u0004\u00d2\u0016\u002f", "\0\0\0\u0008\u0004\u00d2\u0016\u0030",
            "\0\0\0\u0010\u0004\u00d2\u0016\u002e\0\0\0\u0001\0\0\0\u0002",
        "Z\0\0\0\u0005I", "Z\0\0\0\u0005T", "Z\0\0\0\u0005E", "Q\0\0\0\u0006x\0", "S\0\0\0\u0004", "X\0\0\0\u0004",
        "G\0\0\0\u0007\0\0\0", "H\0\0\0\u0007\0\0\0",
        "W\0\0\0\u0007\0\0\0", "c\0\0\0\u0004", "f\0\0\0\u0005\0", "d\0\0\0\u0005x", "N", "E\0\0\0\u0005\0",
        "A\0\0\0\u000a\0\0\0\u0001a\0", "K\0\0\0\u0104");

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        Talk((true, Startup), (false, LoggedIn), (true, "Q\0\0\0\u000dSELECT 1\0"), (false,
            "C\0\0\0\u000dSELECT 1\0Z\0\0\0\u0005I")),
        Talk((true, "\0\0\0\u0008\u0004\u00d2\u0016\u002f"), (false, "N"), (true, Startup), (false, LoggedIn)),
        Talk((true, Startup), (false, LoggedIn), (true,
            "P\0\0\0\u0008\0x\0\0B\0\0\0\u0006\0\0E\0\0\0\u0009\0\0\0\0\0S\0\0\0\u0004"),
            (false, "1\0\0\0\u00042\0\0\0\u0004C\0\0\0\u0005zZ\0\0\0\u0005T")),
        Talk((true, Startup), (false, LoggedIn), (true, "Q\0\0\0\u0008COP\0"), (false, "G\0\0\0\u0007\0\0\0"),
            (true, "d\0\0\0\u0005xc\0\0\0\u0004"),
            (false, "Z\0\0\0\u0005I")),
        Talk((true, "\0\0\0\u0010\u0004\u00d2\u0016\u002e\0\0\0\u0001\0\0\0\u0002")),
    ];

    protected override ProtocolObserver Make() => new PostgreSqlObserver("pool", Target, new CancelKeys());
}
