using System.Text.Json.Nodes;

namespace L4Balancer.Core.Config.Shapes;

/// <summary>The address of a backend: an IP address or a host name with a port, or a unix socket.</summary>
internal sealed class BackendAddressShape : ScalarShape<BackendAddress>
{
    public override string Expectation =>
        "an address such as 10.0.0.1:6379, [::1]:6379, db-1.example:5432 or unix:/run/x.sock";

    public override Parsed<BackendAddress> Parse(string text)
    {
        if (AddressText.IsUnix(text)) return AddressText.ParseUnix(text).Map(BackendAddress.Of);
        var split = AddressText.Split(text, portMin: 1);
        if (!split.IsGood) return new NotParsed(split.Problem!, split.Remedy);
        var (host, port) = split.Value;
        if (host is "" or "*") return new NotParsed("has no host");
        if (!AddressText.LooksLikeIp(host)) return HostName.Parse(host).Map(name => BackendAddress.OfHost(name, port));
        var ip = AddressText.ParseIp(host);
        if (!ip.IsGood) return new NotParsed(ip.Problem!, ip.Remedy);
        if (!AddressText.IsUnicast(ip.Value)) return new NotParsed("is not the address of a single host");
        return BackendAddress.Of(ip.Value, port);
    }

    public override string Format(BackendAddress value) => value.ToString();

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = "string", ["pattern"] = "^(unix:/.+|(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9_.-]+):[0-9]{1,5})$" };
}

/// <summary>
/// The address of a listener: an IP address of this machine or all of them, with a port, or a unix socket.
/// </summary>
internal sealed class BindAddressShape : ScalarShape<BindAddress>
{
    public override string Expectation =>
        "an address such as :6379 (IPv6 and IPv4), 0.0.0.0:6379, \"[::]:6379\", 10.0.0.1:6379 or unix:/run/x.sock";

    public override Parsed<BindAddress> Parse(string text)
    {
        if (AddressText.IsUnix(text)) return AddressText.ParseUnix(text).Map(unix => new BindAddress(unix, false));
        var split = AddressText.Split(text, portMin: 0);
        if (!split.IsGood) return new NotParsed(split.Problem!, split.Remedy);
        var (host, port) = split.Value;
        if (host is "" or "*") return BindAddress.DualStack(port);
        if (!AddressText.LooksLikeIp(host)) return new NotParsed("is a host name, which cannot be bound");
        return AddressText.ParseIp(host).Map(ip => new BindAddress(NetAddress.FromIp(ip, port), false));
    }

    public override string Format(BindAddress value) => value.ToString();

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = "string", ["pattern"] = "^(unix:/.+|(\\*|\\[[0-9A-Fa-f:.]+\\]|[0-9.]+)?:[0-9]{1,5})$" };
}
