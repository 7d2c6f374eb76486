using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Control;

/// <summary>The known state of a host name.</summary>
public sealed record NameState
{
    public static NameState Unknown { get; } = new();

    /// <summary>
    /// Each address once, sorted, so that the order of an answer changes nothing: the addresses of the latest answer,
    /// and absent ones that entries with <see cref="BackendConfig.Addresses"/> may still use.
    /// </summary>
    public ImmutableArray<SeenAddress> Seen { get; init; } = [];

    /// <summary>When the latest answer arrived; null if there never was one.</summary>
    public TimeSpan? AnsweredAt { get; init; }

    /// <summary>Unusable addresses in the latest answer.</summary>
    public ImmutableArray<IPAddress> Unusable { get; init; } = [];

    /// <summary>Null while it resolves.</summary>
    public NameFailure? Failure { get; init; }

    /// <summary>When an answer last had IPv4 addresses; null if none had, or not within the hold time.</summary>
    public TimeSpan? Ipv4At { get; init; }

    /// <summary>The same for IPv6.</summary>
    public TimeSpan? Ipv6At { get; init; }

    /// <summary>
    /// The addresses that an entry with this name stands for, sorted. A family that is missing from an answer is used
    /// on for the hold time: two lookups make an answer, and one of them may have failed.
    /// </summary>
    public IEnumerable<IPAddress> For(BackendConfig entry)
    {
        var isIpv4 = entry.AddressFamily switch
        {
            AddressFamilies.PreferIpv4 => Ipv4At is not null || Ipv6At is null,
            AddressFamilies.PreferIpv6 => Ipv6At is null,
            AddressFamilies.Ipv4 => true,
            AddressFamilies.Ipv6 => false,
            _ => (bool?)null,
        };
        var seen = Seen.Where(address => isIpv4 is null || IsIpv4(address.Ip) == isIpv4).ToArray();
        var latest = isIpv4 switch { true => Ipv4At, false => Ipv6At, _ => AnsweredAt };
        var count = Math.Max(entry.Addresses, seen.Count(address => address.LastSeen == latest));
        if (seen.Length > count) seen = [.. seen.OrderByDescending(address => address.LastSeen).Take(count)];
        return seen.Select(address => address.Ip).Order(Names.ByBytes);
    }

    /// <param name="addresses">At least one usable address.</param>
    /// <param name="kept">How many addresses are wanted by the entry that wants the most.</param>
    /// <param name="hold">How long a family that is missing from the answers is used on.</param>
    internal NameState Answered(ImmutableArray<IPAddress> addresses, int kept, TimeSpan hold, TimeSpan now)
    {
        var usable = Names.Sort(addresses.Where(Names.IsUsable));
        var (hasIpv4, hasIpv6) = (usable.Any(IsIpv4), !usable.All(IsIpv4));
        var ipv4At = hasIpv4 ? now : Within(hold, Ipv4At, now);
        var ipv6At = hasIpv6 ? now : Within(hold, Ipv6At, now);
        var absent = Seen.Where(address => !usable.Contains(address.Ip))
            .OrderByDescending(address => address.LastSeen).ToArray();
        var held = absent.Where(address => IsIpv4(address.Ip)
            ? !hasIpv4 && address.LastSeen == ipv4At
            : !hasIpv6 && address.LastSeen == ipv6At);
        var ipv4Count = usable.Count(IsIpv4);
        var others = absent.Where(address => IsIpv4(address.Ip)).Take(kept - ipv4Count)
            .Concat(absent.Where(address => !IsIpv4(address.Ip)).Take(kept - usable.Length + ipv4Count)).Union(held);
        return new NameState
        {
            Seen = [.. usable.Select(ip => new SeenAddress(ip, now)).Concat(others).OrderBy(a => a.Ip, Names.ByBytes)],
            AnsweredAt = now,
            Ipv4At = ipv4At,
            Ipv6At = ipv6At,
            Unusable = Names.Sort(addresses.Where(ip => !Names.IsUsable(ip))),
        };
    }

    internal NameState Failed(NameFailed failed, TimeSpan now) =>
        this with { Failure = new NameFailure(failed.Trouble, failed.Cause, Failure?.Since ?? now) };

    private static TimeSpan? Within(TimeSpan hold, TimeSpan? at, TimeSpan now) => now - at < hold ? at : null;

    private static bool IsIpv4(IPAddress ip) => ip.AddressFamily == AddressFamily.InterNetwork;
}

/// <summary>An address that was in an answer, and when it was last in one.</summary>
public readonly record struct SeenAddress(IPAddress Ip, TimeSpan LastSeen);

/// <summary>Why a host name cannot be resolved.</summary>
/// <param name="Cause">Text for the operator.</param>
/// <param name="Since">When the first failure after the latest answer occurred.</param>
public sealed record NameFailure(NameTrouble Trouble, string Cause, TimeSpan Since);
