using System.Net.Sockets;
using System.Runtime.Versioning;
using L4Balancer.Admin;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Admin;

/// <summary>How the addresses of the admin side are bound.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class AdminSocketsTests
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Test]
    public void A_unix_socket_has_its_mode_before_any_client_can_connect()
    {
        using var folder = new TempFolder();
        using var sockets = AdminSockets.Bind(Config(folder.PathOf("x.sock")));
        Assert.That(File.GetUnixFileMode(folder.PathOf("x.sock")), Is.EqualTo(Mode));
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var refused = Assert.Throws<SocketException>(
            () => client.Connect(new UnixDomainSocketEndPoint(folder.PathOf("x.sock"))));
        Assert.That(refused!.SocketErrorCode, Is.EqualTo(SocketError.ConnectionRefused));
    }

    [Test]
    public void A_stale_socket_is_replaced_and_removed_at_the_end()
    {
        using var folder = new TempFolder();
        var path = folder.PathOf("x.sock");
        var stale = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        stale.Bind(new UnixDomainSocketEndPoint(path));
        File.Move(path, path + "2"); // So that the end of the socket does not remove its file.
        stale.Dispose();
        File.Move(path + "2", path);
        AdminSockets.Bind(Config(path)).Dispose();
        Assert.That(File.Exists(path), Is.False);
    }

    [Test]
    public void A_socket_in_use_is_left_alone_and_every_problem_is_reported()
    {
        using var folder = new TempFolder();
        var path = folder.PathOf("x.sock");
        using var other = AdminSockets.Bind(Config(path));
        other.All[0].Listen();
        using var taken = Loopback.Listen();
        var config = Config(path) with
        {
            Bind =
            [
                new BindAddress(NetAddress.FromUnix(path), false),
                new BindAddress(Loopback.AddressOf(taken), false),
            ],
        };
        var thrown = Assert.Throws<AdminStartException>(() => AdminSockets.Bind(config));
        Assert.That(thrown!.Problems, Has.Count.EqualTo(2).And.All.EndsWith("address already in use"));
    }

    [Test]
    public void A_file_that_is_not_a_socket_is_left_alone()
    {
        using var folder = new TempFolder();
        var path = folder.PathOf("notes");
        File.WriteAllText(path, "");
        var thrown = Assert.Throws<AdminStartException>(() => AdminSockets.Bind(Config(path)));
        Assert.That(
            thrown!.Problems.Single(), Does.EndWith("it is a regular file, and only an unused socket is replaced"));
        Assert.That(File.Exists(path), Is.True);
    }

    [Test]
    public async Task The_server_leaves_a_socket_bound_by_another_process_in_its_place()
    {
        await using var admin = await RunningAdmin.StartAsync();
        File.Delete(admin.SocketPath);
        using var other = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        other.Bind(new UnixDomainSocketEndPoint(admin.SocketPath));
        await admin.Server.DisposeAsync();
        Assert.That(File.Exists(admin.SocketPath), Is.True);
    }

    [Test]
    public async Task The_server_removes_its_socket_when_it_stops()
    {
        await using var admin = await RunningAdmin.StartAsync();
        Assert.That(File.Exists(admin.SocketPath), Is.True);
        await admin.Server.DisposeAsync();
        Assert.That(File.Exists(admin.SocketPath), Is.False);
    }

    private static AdminConfig Config(string path) => new()
    {
        Bind = [new BindAddress(NetAddress.FromUnix(path), false)],
        SocketMode = (int)Mode,
    };
}
