using L4Balancer.Telemetry;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Hosting;

/// <summary>
/// The first request of its kind must not cause the loading of an assembly: it may arrive while the process is out of
/// descriptors, and an assembly that fails to load then stays broken.
/// </summary>
[TestFixture, Platform("Linux")]
internal sealed class WarmUpTests
{
    /// <summary>
    /// Some assemblies that the very first request used to load, one for each part of the web framework.
    /// </summary>
    private static readonly string[] Needed =
    [
        "Microsoft.AspNetCore.Http.Results.dll", "Microsoft.Extensions.Validation.dll", "System.Linq.Expressions.dll",
        "System.Net.WebSockets.dll", "System.Security.Claims.dll", "System.Text.Encodings.Web.dll",
    ];

    [Test]
    public async Task What_requests_need_is_loaded_before_the_first_of_them()
    {
        using var folder = new TempFolder();
        var socket = folder.PathOf("admin.sock");
        await using var daemon = await DaemonProcess.StartAsync(Config(socket), options: ["--log-level", "debug"]);
        await daemon.LogsAsync(EventIds.AdminWarm);
        Assert.That(Loaded(daemon.Pid), Is.SupersetOf(Needed), "Nobody has asked anything yet.");
    }

    /// <summary>The libraries that the process has mapped, proc(5).</summary>
    private static HashSet<string> Loaded(int pid) =>
        [.. File.ReadLines($"/proc/{pid}/maps").Select(line => line[(line.LastIndexOf('/') + 1)..])
            .Where(name => name.EndsWith(".dll", StringComparison.Ordinal) || name.Contains(".so"))];

    private static string Config(string socket) => $$"""
        listeners:
          x:
            bind: 127.0.0.1:0
            health: { type: none }
            backends: [127.0.0.1:1]
        admin: { bind: "unix:{{socket}}" }
        """;
}
