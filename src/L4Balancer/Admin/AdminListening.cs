using System.Net;
using System.Net.Security;
using L4Balancer.Admin.Security;
using L4Balancer.Core;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace L4Balancer.Admin;

/// <summary>Hands the sockets to the web server, and sets the limits of every request.</summary>
internal static class AdminListening
{
    public static void ListenOn(
        this IWebHostBuilder web, AdminSockets sockets, AdminSecurity security, Func<NetAddress, Entrance> entranceOf)
    {
        var byEndPoint = sockets.All.ToDictionary(
            s => s.LocalEndPoint!, EqualityComparer<EndPoint>.Create(ReferenceEquals, e => e.GetHashCode()));
        web.UseKestrelCore().UseKestrelHttpsConfiguration();
        web.UseSockets(transport => transport.CreateBoundListenSocket = endPoint => byEndPoint[endPoint]);
        web.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = Limits.AdminBodyBytesMax;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            kestrel.Limits.MaxRequestHeaderCount = 64;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(1);
            foreach (var (endPoint, socket) in byEndPoint)
                kestrel.Listen(endPoint, options => Set(options, entranceOf(AdminSockets.AddressOf(socket)), security));
        });
    }

    private static void Set(ListenOptions options, Entrance entrance, AdminSecurity security)
    {
        options.Protocols = HttpProtocols.Http1;
        options.Use(entrance.Guard);
        if (security.Certificate is null || entrance.IsUnix) return;

        // Called for every connection, so that a renewed certificate is used from the next one on.
        options.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = security.Certificate,
            }),
        });
    }
}
