using System.Net;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Simulation;

/// <summary>The addresses of host names, by the rules as the operator reads them.</summary>
internal sealed class NamesModel
{
    private readonly Dictionary<string, List<(IPAddress Ip, TimeSpan At)>> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IPAddress[]> _answers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _failing = new(StringComparer.Ordinal);

    /// <summary>The addresses of this machine.</summary>
    public IReadOnlySet<IPAddress> Own { get; set; } = new HashSet<IPAddress>();

    public static bool IsUseless(IPAddress ip) => ip.Equals(IPAddress.Any);

    /// <summary>True if it resolved before.</summary>
    public bool Fail(string name) => _failing.Add(name);

    /// <summary>True when it failed before.</summary>
    public bool Recover(string name) => _failing.Remove(name);

    /// <param name="most">The largest number of addresses that an entry wants.</param>
    public void Answer(string name, IPAddress[] answer, int most, TimeSpan now)
    {
        _answers[name] = answer;
        var seen = _seen.GetValueOrDefault(name, []);
        var current = answer.Where(ip => !IsUseless(ip)).Distinct().Select(ip => (Ip: ip, At: now)).ToList();
        var older = seen.Where(each => current.TrueForAll(one => !one.Ip.Equals(each.Ip)));
        _seen[name] = [.. current, .. Latest(older).Take(Math.Max(0, most - current.Count))];
    }

    public void Forget(HashSet<string> used)
    {
        foreach (var name in _seen.Keys.Except(used).ToArray()) _seen.Remove(name);
        foreach (var name in _answers.Keys.Except(used).ToArray()) _answers.Remove(name);
        _failing.IntersectWith(used);
    }

    public IEnumerable<NetAddress> AddressesOf(BackendConfig entry) => entry.Address.Fixed is { } known
        ? [known]
        : Wanted(entry).Where(ip => !Own.Contains(ip)).Select(ip => NetAddress.FromIp(ip, entry.Address.Port));

    /// <summary>Unused addresses, as name and address.</summary>
    public IEnumerable<string> IgnoredOf(BackendConfig entry)
    {
        if (entry.Address.HostName is not { } name) return [];
        var useless = _answers.GetValueOrDefault(name, []).Where(IsUseless);
        return useless.Concat(Wanted(entry).Where(Own.Contains)).Select(ip => $"{name} {ip}:{entry.Address.Port}");
    }

    private IEnumerable<IPAddress> Wanted(BackendConfig entry)
    {
        var seen = Latest(_seen.GetValueOrDefault(entry.Address.HostName!, [])).ToList();
        var current = seen.Count(each => each.At == seen[0].At);
        return seen.Take(Math.Max(current, entry.Addresses)).Select(each => each.Ip).OrderBy(LastByte);
    }

    private static IEnumerable<(IPAddress Ip, TimeSpan At)> Latest(IEnumerable<(IPAddress Ip, TimeSpan At)> seen) =>
        seen.OrderByDescending(each => each.At).ThenBy(each => LastByte(each.Ip));

    private static int LastByte(IPAddress ip) => ip.GetAddressBytes()[3];
}
