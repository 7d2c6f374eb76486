using System.Net.Sockets;
using L4Balancer.Hosting;
using L4Balancer.Telemetry;
using L4Balancer.Tests.Background;
using L4Balancer.Tests.Support;
using L4Balancer.Tests.Telemetry.Access;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace L4Balancer.Tests.Hosting;

/// <summary>The messages that systemd receives, through a real datagram socket.</summary>
internal sealed class SystemdNotifierTests
{
    private string _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("l4b").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Every_message_is_one_datagram_as_systemd_wants_it([Values] bool isAbstract)
    {
        var path = isAbstract ? $"@l4b-{Guid.NewGuid():N}" : Path.Combine(_folder, "notify");
        using var systemd = Listen(isAbstract ? "\0" + path[1..] : path);
        var time = new ManualTime();
        time.Advance(TimeSpan.FromMicroseconds(1_234_567));
        using var notifier = Create(time, ("NOTIFY_SOCKET", path));
        notifier.Ready("3 listeners");
        notifier.Reloading();
        notifier.Alive();
        notifier.Status("busy");
        notifier.Stopping("draining");
        Assert.That(await ReadAsync(systemd), Is.EqualTo("READY=1\nSTATUS=3 listeners"));
        Assert.That(await ReadAsync(systemd), Is.EqualTo("RELOADING=1\nMONOTONIC_USEC=1234567"));
        Assert.That(await ReadAsync(systemd), Is.EqualTo("WATCHDOG=1"));
        Assert.That(await ReadAsync(systemd), Is.EqualTo("STATUS=busy"));
        Assert.That(await ReadAsync(systemd), Is.EqualTo("STOPPING=1\nSTATUS=draining"));
    }

    [Test]
    public void Without_systemd_nothing_is_said()
    {
        using var notifier = Create(TimeProvider.System);
        Assert.That(() => notifier.Ready("unheard"), Throws.Nothing);
        Assert.That(notifier.WatchdogInterval, Is.Null);
    }

    [Test]
    public void A_systemd_that_does_not_listen_is_no_reason_to_fail()
    {
        using var notifier = Create(TimeProvider.System, ("NOTIFY_SOCKET", Path.Combine(_folder, "nobody")));
        Assert.That(() => notifier.Ready("unheard"), Throws.Nothing);
    }

    [Test]
    public async Task One_that_does_not_read_holds_up_nobody_and_misses_nothing_that_counts()
    {
        var path = Path.Combine(_folder, "notify");
        using var systemd = Listen(path);
        var (time, log) = (new ManualTime(), new LogLines());
        using var notifier = Create(time, log, ("NOTIFY_SOCKET", path));

        // A datagram socket's queue has at most a few hundred entries; beyond that a send blocks indefinitely.
        var flood = Task.Run(() =>
        {
            for (var i = 0; i < 2000; i++) notifier.Alive();
            notifier.Reloading();
            notifier.Ready("reloaded");
            notifier.Stopping("draining");
        });
        await flood.WaitAsync(Loopback.Patience);
        Assert.That(
            log.Of(EventIds.NotifyFailed),
            Is.EqualTo(new[] { "systemd could not be notified: it does not read" }));

        var heard = new List<string>();
        while (heard.Count == 0 || !heard[^1].StartsWith("STOPPING", StringComparison.Ordinal))
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            heard.Add(await ReadAsync(systemd));
        }

        Assert.That(
            heard.Where(message => message != "WATCHDOG=1").Select(message => message.Split('=')[0]),
            Is.EqualTo(new[] { "RELOADING", "READY", "STOPPING" }));
    }

    [Test]
    public async Task One_that_is_gone_is_told_of_once_and_again_only_after_it_was_back()
    {
        var path = Path.Combine(_folder, "notify");
        var log = new LogLines();
        using var notifier = Create(TimeProvider.System, log, ("NOTIFY_SOCKET", path));
        for (var i = 0; i < 10; i++) notifier.Alive();
        notifier.Ready("unheard");
        Assert.That(log.Of(EventIds.NotifyFailed), Has.Length.EqualTo(1));
        using (var systemd = Listen(path))
        {
            notifier.Ready("heard");
            Assert.That(await ReadAsync(systemd), Does.EndWith("heard"));
        }

        for (var i = 0; i < 10; i++) notifier.Alive();
        Assert.That(log.Of(EventIds.NotifyFailed), Has.Length.EqualTo(2));
    }

    [TestCase("relative/path")]
    [TestCase("vsock:2:1234")]
    [TestCase("@")]
    public void An_address_that_is_no_unix_socket_is_told_of_once(string address)
    {
        var log = new LogLines();
        using var notifier = Create(TimeProvider.System, log, ("NOTIFY_SOCKET", address));
        notifier.Ready("unheard");
        Assert.That(log.Of(EventIds.NotifyFailed).Single(), Does.EndWith(address));
    }

    [Test]
    public void An_address_that_is_too_long_is_no_reason_to_fail() =>
        Assert.That(
            () => Create(TimeProvider.System, ("NOTIFY_SOCKET", "/" + new string('x', 200))).Dispose(), Throws.Nothing);

    [TestCase(null, null, null)]
    [TestCase("30000000", null, 30.0)]
    [TestCase("30000000", "self", 30.0)]
    [TestCase("30000000", "1", null, Description = "the watchdog is meant for another process")]
    [TestCase("0", null, null)]
    [TestCase("often", null, null)]
    public void The_watchdogs_interval_comes_from_the_environment(string? microseconds, string? pid, double? seconds)
    {
        using var notifier = Create(
            TimeProvider.System, ("WATCHDOG_USEC", microseconds),
            ("WATCHDOG_PID", pid == "self" ? $"{Environment.ProcessId}" : pid));
        Assert.That(notifier.WatchdogInterval?.TotalSeconds, Is.EqualTo(seconds));
    }

    private static SystemdNotifier Create(TimeProvider time, params (string Name, string? Value)[] environment) =>
        Create(time, NullLogger.Instance, environment);

    private static SystemdNotifier Create(
        TimeProvider time, ILogger log, params (string Name, string? Value)[] environment) =>
        new(name => environment.FirstOrDefault(e => e.Name == name).Value, new FaultLog(time).Work, time, log);

    private static Socket Listen(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private static async Task<string> ReadAsync(Socket socket)
    {
        var buffer = new byte[1024];
        var read = await socket.ReceiveAsync(buffer, Loopback.Deadline);
        return System.Text.Encoding.UTF8.GetString(buffer, 0, read);
    }
}
