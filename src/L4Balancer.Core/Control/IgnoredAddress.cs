using System.Net;
using System.Net.Sockets;

namespace L4Balancer.Core.Control;

/// <summary>An address of a host name that is not used.</summary>
/// <param name="Why">Text for the operator.</param>
public sealed record IgnoredAddress(NetAddress Address, string HostName, string Why)
{
    internal const string IsOwnListener = "which is a listener of this balancer";

    /// <summary>An unusable address, with the reason.</summary>
    internal static string Describe(IPAddress ip) => $"{ip}, {WhyUnusable(ip)}";

    internal static string WhyUnusable(IPAddress ip) => ip switch
    {
        { IsIPv6LinkLocal: true } => "which is link-local and means nothing without a zone",
        { IsIPv6Multicast: true } => "which is multicast",
        { AddressFamily: AddressFamily.InterNetwork } when ip.GetAddressBytes()[0] >= 224 =>
            "which is multicast or reserved",
        _ => "which is no host but this machine",
    };
}
