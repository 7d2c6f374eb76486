using System.Net;
using System.Net.Sockets;
using System.Text;
using L4Balancer.Telemetry.Access;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Telemetry.Access;

/// <summary>A syslog daemon, played by the test.</summary>
internal sealed class SyslogTargetTests
{
    private static readonly DateTimeOffset Moment = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    private readonly byte[] _buffer = new byte[4096];

    [Test]
    public void A_line_to_a_unix_socket_is_a_datagram_with_the_header_of_the_C_library()
    {
        using var folder = new TempFolder();
        using var daemon = ListenUnix(folder.PathOf("log"));
        using var target = UnixTarget(folder);
        Assert.That(Write(target, "{\"a\":1}", "{\"a\":2}"), Is.Null);
        var header = $"<30>Feb  3 04:05:06 l4balancer[{Environment.ProcessId}]: ";
        Assert.That(Receive(daemon), Is.EqualTo(header + "{\"a\":1}"));
        Assert.That(Receive(daemon), Is.EqualTo(header + "{\"a\":2}"));
    }

    [Test]
    public void A_restarted_syslog_daemon_gets_the_next_line()
    {
        using var folder = new TempFolder();
        using var target = UnixTarget(folder);
        using (ListenUnix(folder.PathOf("log"))) Assert.That(Write(target, "a"), Is.Null);
        File.Delete(folder.PathOf("log"));
        Assert.That(Write(target, "b"), Is.Not.Null.And.Not.Empty, "Nobody is there.");
        using var daemon = ListenUnix(folder.PathOf("log"));
        Assert.That(Write(target, "c"), Is.Null);
        Assert.That(Receive(daemon), Does.EndWith(": c"));
    }

    [Test]
    public void A_restart_between_two_lines_costs_none()
    {
        using var folder = new TempFolder();
        using var target = UnixTarget(folder);
        using (ListenUnix(folder.PathOf("log"))) Assert.That(Write(target, "a"), Is.Null);
        File.Delete(folder.PathOf("log"));
        using var daemon = ListenUnix(folder.PathOf("log"));
        Assert.That(Write(target, "b"), Is.Null);
        Assert.That(Receive(daemon), Does.EndWith(": b"));
    }

    [Test]
    public void A_syslog_daemon_that_does_not_read_delays_the_log_only_briefly()
    {
        using var folder = new TempFolder();
        using var daemon = ListenUnix(folder.PathOf("log"));
        using var target = UnixTarget(folder);
        var lines = Enumerable.Repeat(new string('x', 3000), 20_000).ToArray();
        var taken = target.Write(Bytes(lines), lines.Length, Moment, out var failure);
        Assert.That(failure, Is.Not.Null);
        Assert.That(taken, Is.InRange(1, lines.Length - 1));
    }

    [TestCase("127.0.0.1")]
    [TestCase("[::1]")]
    [TestCase("localhost")]
    public void A_line_by_UDP_has_the_header_of_RFC_5424(string host)
    {
        var address = host == "[::1]" ? IPAddress.IPv6Loopback : IPAddress.Loopback;
        using var daemon = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        daemon.Bind(new IPEndPoint(address, 0));
        daemon.ReceiveTimeout = (int)Loopback.Patience.TotalMilliseconds;
        if (host == "localhost" && !Dns.GetHostAddresses(host)[0].Equals(address)) return;
        var port = ((IPEndPoint)daemon.LocalEndPoint!).Port;
        using var target = LogTargets.Create($"syslog:{host}:{port}", TimeProvider.System, FileTarget.Open);
        Assert.That(Write(target, "{}"), Is.Null);
        Assert.That(Receive(daemon), Is.EqualTo(
            $"<30>1 2026-02-03T04:05:06.000000Z {Environment.MachineName} l4balancer {Environment.ProcessId} session"
            + " - {}"));
    }

    [Test]
    public void A_host_without_an_address_is_reported_as_a_cause()
    {
        using var target = LogTargets.Create("syslog:nowhere.invalid:514", TimeProvider.System, FileTarget.Open);
        Assert.That(Write(target, "{}"), Is.Not.Null.And.Not.Empty);
    }

    private static string? Write(ILogTarget target, params string[] lines)
    {
        target.Write(Bytes(lines), lines.Length, Moment, out var failure);
        return failure;
    }

    private static byte[] Bytes(string[] lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");

    private static ILogTarget UnixTarget(TempFolder folder) =>
        LogTargets.Create($"syslog:unix:{folder.PathOf("log")}", new ManualTime(), FileTarget.Open);

    private static Socket ListenUnix(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.ReceiveTimeout = (int)Loopback.Patience.TotalMilliseconds;
        return socket;
    }

    private string Receive(Socket socket) => Encoding.UTF8.GetString(_buffer, 0, socket.Receive(_buffer));
}
