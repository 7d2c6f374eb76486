using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.ProxyProtocol;
using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Admission;

/// <summary>Takes the header by which a trusted proxy tells who its client is.</summary>
/// <param name="proxy">The address that the connection is from.</param>
internal sealed class ProxyPreread(AcceptProxyConfig config, ClientAddress proxy) : Preread
{
    public override TimeSpan Timeout => config.Timeout;

    public override int BytesMax => Limits.ProxyHeaderMax;

    private bool IsOptional => config.Mode == AcceptProxyMode.Optional;

    protected override PrereadAnswer Look(ReadOnlySpan<byte> bytes, PrereadEnd end)
    {
        var reading = ProxyHeaderReader.Read(bytes);
        return reading.Kind switch
        {
            ProxyReadingKind.Header => Take(reading),
            ProxyReadingKind.Malformed => Refuse("its PROXY header is malformed: " + reading.Cause),
            ProxyReadingKind.Other when IsOptional => PrereadAnswer.Done(consumed: 0),
            ProxyReadingKind.Other => Refuse("it does not begin with a PROXY header"),
            _ when end == PrereadEnd.None => PrereadAnswer.More,
            _ when IsOptional && !ProxyHeaderReader.HasSignature(bytes) => PrereadAnswer.Done(consumed: 0),

            // A monitor that only connects: nothing to warn of.
            _ when end == PrereadEnd.ClientEnded && bytes.IsEmpty => PrereadAnswer.Refuse(CloseReason.ClientGone),
            _ when end == PrereadEnd.ClientEnded => Refuse("it ended in the middle of its PROXY header"),
            _ when bytes.IsEmpty => Refuse("no PROXY header came within accept-proxy.timeout"),
            _ => Refuse("its PROXY header was not complete within accept-proxy.timeout"),
        };
    }

    private PrereadAnswer Take(in ProxyReading reading)
    {
        var header = reading.Header;
        var answer = PrereadAnswer.Done(reading.Length);
        if (header.Source is null) return answer; // The proxy speaks for itself, or does not know.
        return answer with
        {
            Client = header.Source,
            Facts = new ClientFacts
            {
                Destination = header.Destination,
                Proxy = proxy,
                ServerName = header.Authority,
                Alpn = header.Alpn,
            },
        };
    }

    private static PrereadAnswer Refuse(string cause) =>
        PrereadAnswer.Refuse(CloseReason.RefusedProxyHeader) with { Cause = cause };
}
