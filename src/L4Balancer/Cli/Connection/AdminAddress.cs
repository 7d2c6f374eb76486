using System.Net;
using L4Balancer.Core.Config;

namespace L4Balancer.Cli.Connection;

/// <summary>Where an admin side listens: a unix socket, or a URL.</summary>
/// <param name="Url">The base of request URLs.</param>
/// <param name="UnixPath">The path of the socket; null over TCP.</param>
internal sealed record AdminAddress(Uri Url, string? UnixPath)
{
    public const string Forms = "unix:PATH, http://HOST:PORT or https://HOST:PORT";

    private const string UnixPrefix = "unix:";

    /// <summary>Returns null if the text has none of the <see cref="Forms"/>.</summary>
    public static AdminAddress? Parse(string text)
    {
        if (text.StartsWith(UnixPrefix, StringComparison.Ordinal))
            return text.Length > UnixPrefix.Length ? OfSocket(text[UnixPrefix.Length..]) : null;
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? new AdminAddress(new Uri(url, "/"), null)
            : null;
    }

    public static AdminAddress OfSocket(string path) => new(new Uri("http://localhost/"), path);

    /// <summary>The address of a daemon with that configuration; null if the kernel chooses the port.</summary>
    public static AdminAddress? Of(BindAddress bind, bool isTls)
    {
        if (bind.Address.UnixPath is { } path) return OfSocket(path);
        if (bind.Address.Port == 0) return null;
        var ip = bind.Address.Ip!;
        if (bind.IsDualStack || ip.Equals(IPAddress.Any)) ip = IPAddress.Loopback;
        else if (ip.Equals(IPAddress.IPv6Any)) ip = IPAddress.IPv6Loopback;
        var scheme = isTls ? "https" : "http";
        return new AdminAddress(new Uri($"{scheme}://{new IPEndPoint(ip, bind.Address.Port)}/"), null);
    }

    public override string ToString() =>
        UnixPath is null ? Url.GetLeftPart(UriPartial.Authority) : UnixPrefix + UnixPath;
}
