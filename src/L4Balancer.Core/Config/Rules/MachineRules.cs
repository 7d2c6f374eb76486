using System.Net;
using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Config.Rules;

/// <summary>What a configuration names of a machine and this one does not have: it may be for another one.</summary>
internal static class MachineRules
{
    private const string Source = "source";
    private const string Interface = "interface";

    public static void Warn(BalancerConfig config, ConfigReading reading)
    {
        foreach (var listener in config.Listeners)
            WarnOfInterface(listener.ListenSocket.Interface, reading.PlaceOf(listener).Of("socket"), reading);
        foreach (var pool in config.Pools)
        {
            var at = reading.PlaceOf(pool).Of(Source);
            WarnOfInterface(pool.Source.Interface, at, reading);
            if (!pool.Source.Freebind && !reading.IsDamaged(at)) WarnOfAddresses(pool.Source, at, reading);
        }
    }

    private static void WarnOfInterface(string? name, Place at, ConfigReading reading)
    {
        var known = reading.Kernel.Interfaces;
        if (name is null || known.Length == 0 || known.Contains(name) || reading.IsDamaged(at)) return;
        reading.Warn(
            at.Of(Interface), $"there is no interface {Words.Show(name)} on this machine, which has "
            + string.Join(", ", known.Select(Words.Show)), "one that is there before the start");
    }

    private static void WarnOfAddresses(SourceConfig source, Place at, ConfigReading reading)
    {
        if (reading.OwnAddresses.Count == 0) return;
        foreach (var ip in source.Addresses.Distinct())
        {
            if (IPAddress.IsLoopback(ip) || reading.OwnAddresses.Contains(ip)) continue;
            reading.Warn(
                at.Of("addresses"), $"{ip} is on no interface of this machine, so connects from it fail",
                "an address of this machine, or freebind");
        }
    }
}
