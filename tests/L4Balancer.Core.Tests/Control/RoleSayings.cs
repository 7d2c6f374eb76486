using System.Globalization;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using static L4Balancer.Core.Tests.Control.Controlled;

namespace L4Balancer.Core.Tests.Control;

/// <summary>
/// What probes say of roles, in short: <c>1p</c> backend 1 is primary, <c>2r3</c> backend 2 is a replica and 3 s
/// behind, <c>2r?</c> nobody knows how far, <c>1+</c> good without a role, <c>1-</c> bad.
/// </summary>
internal static class RoleSayings
{
    public static PoolConfig Of(PoolRole role, params int[] backends) =>
        Pool("p", [.. backends.Select(number => Entry(number))]) with { Role = role };

    public static Controlled Writers(params int[] backends) => With(Of(PoolRole.Primary, backends));

    public static Controlled Readers(params int[] backends) =>
        With(Of(PoolRole.Replica, backends) with { MaxLag = TimeSpan.FromSeconds(5) });

    /// <summary>Each is a batch of its own, and begins a millisecond after the one before.</summary>
    public static void Say(Controlled it, string sayings)
    {
        foreach (var said in sayings.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            it.At(it.Now + 0.001);
            it.Do(Said(said));
        }
    }

    public static ProbeEnded Said(string said) => new(Target(said[0] - '0'), said[1..] switch
    {
        "p" => Found(new ProbeFindings { Role = ServerRole.Primary }),
        "+" => ProbeOutcome.Good,
        "-" => ProbeOutcome.Bad("refused"),
        var replica => Found(new ProbeFindings { Role = ServerRole.Replica, Lag = LagOf(replica[1..]) }),
    });

    /// <summary>The backends whose sessions are reset, in order.</summary>
    public static string Resets(Controlled it) => string.Join(
        ' ', it.Effects.OfType<ResetSessions>().Select(reset => reset.Address.Ip!.GetAddressBytes()[3]));

    private static ProbeOutcome Found(ProbeFindings findings) => ProbeOutcome.Good with { Findings = findings };

    private static TimeSpan? LagOf(string text) => text switch
    {
        "?" => null,
        "" => TimeSpan.Zero,
        _ => TimeSpan.FromSeconds(int.Parse(text, CultureInfo.InvariantCulture)),
    };
}
