using L4Balancer.DataPlane.Protocols;

namespace L4Balancer.Fuzz.Targets;

/// <summary>The observer of MySQL.</summary>
internal sealed class MySqlObserverTarget : ObserverTarget
{
    private const string Greeting =
        "\u003e\0\0\0\u000a8.0.36\0\u0001\0\0\0abcdefgh\0\u00ff\u00f7\u0021\u0002\0\u007f\u0080"
        + "\u0015\0\0\0\0\0\0\0\0\0\0abcdefghijkl\0"
        + "caching_sha2\0";

    private const string Login =
        "\u0026\0\0\u0001\u000d\u00a2\u003a\0\0\0\0\u0001\u0021\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
        + "\0\0\0\0\0\0root\0\0";

    private const string Ok = "\u0007\0\0\u0002\0\0\0\u0002\0\0\0";

    public override string Name => "observe-mysql";

    public override IReadOnlyList<byte[]> Words { get; } = Latin(
        Greeting, Login, Ok, "\u0001\0\0\0\u0001", "\u0009\0\0\0\u0003SELECT 1", "\u0007\0\0\u0001\0\0\0\u0002\0\0\0",
        "\u0005\0\0\u0005\u00fe\0\0\u0022\0", "\u0009\0\0\u0001\u00ff\u0015\u0004#28000", "\0\0\0\u0001",
        "\u00ff\u00ff\u00ff\0", "\u0001\0\0\u0001\u0001",
        "\u0005\0\0\0\u0016?", "\u0005\0\0\0\u0019\u0001\0\0\0", "\u0001\0\0\0\u001f", "\u00fb", "\u00fc", "\u00fd",
        "\u00fe");

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        Talk((false, Greeting), (true, Login), (false, Ok), (true, "\u0009\0\0\0\u0003SELECT 1"),
            (false, "\u0001\0\0\u0001\u0001\u0007\0\0\u0002abcdefg\u0005\0\0\u0003\u00fe\0\0\u0002\0\u0002\0"
                + "\0\u0004\u00011\u0005\0\0\u0005\u00fe\0\0\u0002\0")),
        Talk((false, Greeting), (true, Login), (false, Ok), (true, "\u0006\0\0\0\u0003BEGIN"),
            (false, "\u0007\0\0\u0001\0\0\0\u0003\0\0\0"), (true, "\u0001\0\0\0\u000e"), (false,
                "\u0007\0\0\u0001\0\0\0\u0003\0\0\0")),
        Talk((false, Greeting), (true, Login), (false, "\u0009\0\0\u0002\u00ff\u0015\u0004#28000")),
        Talk((false, Greeting), (true, Login), (false, Ok), (true, "\u0009\0\0\0\u0016SELECT ?"),
            (false, "\u000c\0\0\u0001\0\u0001\0\0\0\u0001\0\u0001\0\0\0\0")),
    ];

    protected override ProtocolObserver Make() => new MySqlObserver();
}
