using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Control;

/// <summary>What is known of a host name.</summary>
public sealed record NameState
{
    public static NameState Unknown { get; } = new();

    /// <summary>
    /// Each address once, sorted, so that the order of an answer changes nothing: those of the latest answer, and
    /// absent ones that entries with <see cref="BackendConfig.Addresses"/> may still use.
    /// </summary>
    public ImmutableArray<SeenAddress> Seen { get; init; } = [];

    /// <summary>The moment of the latest answer; null when there never was one.</summary>
    public TimeSpan? AnsweredAt { get; init; }

    /// <summary>What was in the latest answer and names no host.</summary>
    public ImmutableArray<IPAddress> Unusable { get; init; } = [];

    /// <summary>Null while it is resolved.</summary>
    public NameFailure? Failure { get; init; }

    /// <summary>The addresses that an entry with this name stands for, sorted.</summary>
    public IEnumerable<IPAddress> For(BackendConfig entry)
    {
        var seen = Seen.Where(address => Takes(entry.AddressFamily, address.Ip)).ToArray();
        var count = Math.Max(entry.Addresses, seen.Count(address => address.LastSeen == AnsweredAt));
        if (seen.Length > count) seen = [.. seen.OrderByDescending(address => address.LastSeen).Take(count)];
        return seen.Select(address => address.Ip).Order(Names.ByBytes);
    }

    /// <param name="addresses">At least one that can be used.</param>
    /// <param name="kept">How many addresses the entry with the most of them wants.</param>
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

/// <summary>An address that was in an answer, and when it was last.</summary>
public readonly record struct SeenAddress(IPAddress Ip, TimeSpan LastSeen);

/// <summary>Why a host name cannot be resolved.</summary>
/// <param name="Cause">In words for the operator.</param>
/// <param name="Since">The first failure after the latest answer.</param>
public sealed record NameFailure(NameTrouble Trouble, string Cause, TimeSpan Since);
