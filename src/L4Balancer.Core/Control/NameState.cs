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

    /// <summary>The addresses that an entry with this name stands for, sorted.</summary>
    public IEnumerable<IPAddress> For(BackendConfig entry)
    {
        var seen = Seen.Where(address => Takes(entry.AddressFamily, address.Ip)).ToArray();
        var count = Math.Max(entry.Addresses, seen.Count(address => address.LastSeen == AnsweredAt));
        if (seen.Length > count) seen = [.. seen.OrderByDescending(address => address.LastSeen).Take(count)];
        return seen.Select(address => address.Ip).Order(Names.ByBytes);
    }

    /// <param name="addresses">At least one usable address.</param>
    /// <param name="kept">How many addresses are wanted by the entry that wants the most.</param>
    internal NameState Answered(ImmutableArray<IPAddress> addresses, int kept, TimeSpan now)
    {
        var usable = Names.Sort(addresses.Where(Names.IsUsable));
        var absent = Seen.Where(address => !usable.Contains(address.Ip))
            .OrderByDescending(address => address.LastSeen).Take(kept - usable.Length);
        return new NameState
        {
            Seen = [.. usable.Select(ip => new SeenAddress(ip, now)).Concat(absent).OrderBy(a => a.Ip, Names.ByBytes)],
            AnsweredAt = now,
            Unusable = Names.Sort(addresses.Where(ip => !Names.IsUsable(ip))),
        };
    }

    internal NameState Failed(NameFailed failed, TimeSpan now) =>
        this with { Failure = new NameFailure(failed.Trouble, failed.Cause, Failure?.Since ?? now) };

    private static bool Takes(AddressFamilies families, IPAddress ip) => families switch
    {
        AddressFamilies.Ipv4 => ip.AddressFamily == AddressFamily.InterNetwork,
        AddressFamilies.Ipv6 => ip.AddressFamily == AddressFamily.InterNetworkV6,
        _ => true,
    };
}

/// <summary>An address that was in an answer, and when it was last in one.</summary>
public readonly record struct SeenAddress(IPAddress Ip, TimeSpan LastSeen);

/// <summary>Why a host name cannot be resolved.</summary>
/// <param name="Cause">Text for the operator.</param>
/// <param name="Since">When the first failure after the latest answer occurred.</param>
public sealed record NameFailure(NameTrouble Trouble, string Cause, TimeSpan Since);
