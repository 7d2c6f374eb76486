using System.Net;
using L4Balancer.Core;
using L4Balancer.Core.Config;

namespace L4Balancer.Probes.Http;

/// <summary>Builds the request of an HTTP probe.</summary>
internal static class HttpRequests
{
    /// <summary>The path goes out as it was configured.</summary>
    private static readonly UriCreationOptions AsWritten =
        new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <param name="address">The probed address; the Host header without a configured one.</param>
    public static HttpRequestMessage Of(HttpProbeConfig http, NetAddress address)
    {
        var authority = address.UnixPath is null ? address.ToString() : "localhost";
        var uri = new Uri($"http://{authority}{http.Path}", AsWritten);
        var request = new HttpRequestMessage(new HttpMethod(http.Method), uri)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Host = http.Host ?? authority;
        request.Headers.ConnectionClose = true;
        foreach (var header in http.Headers)
        {
            var (name, value) = (header[..header.IndexOf(':')], header[(header.IndexOf(':') + 1)..].Trim());
            if (request.Headers.TryAddWithoutValidation(name, value)) continue;

            // Content-Type and the like belong to a body, even an empty one.
            request.Content ??= new ByteArrayContent([]);
            request.Content.Headers.TryAddWithoutValidation(name, value);
        }

        if (!request.Headers.Contains("User-Agent")) request.Headers.Add("User-Agent", "l4balancer");
        return request;
    }
}
