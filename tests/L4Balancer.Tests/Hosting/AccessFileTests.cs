using System.Net.Sockets;
using System.Text;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane;
using L4Balancer.Hosting;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Hosting;

/// <summary>The files of access lists: read at the start, by `check` and with every reload, all or nothing.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class AccessFileTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Socket _backend = Loopback.Listen();

    private string Path => _folder.PathOf("deny.txt");

    public void Dispose()
    {
        _backend.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task A_reload_replaces_the_list_and_one_with_an_error_changes_nothing()
    {
        Write("# nobody\n");
        await using var balancer = await RunningBalancer.StartAsync(
            TestedEngine.Portable, [Loopback.AddressOf(_backend)], listener: Listener);
        using var session = await balancer.OpenAsync(_backend);
        Write("127.0.0.0/8\n");
        await balancer.ReloadAsync(Config());
        await balancer.RefusesAsync(CloseReason.RefusedAccess);

        Write("127.0.0.1/8\n10.0.0.0/8\nlocalhost # me\n");
        var refused = await Assert.ThrowsAsync<ListenerBindException>(() => balancer.ReloadAsync(Config()));
        Assert.That(refused!.Problems, Is.EqualTo(new[]
        {
            $"{Path}:1: 127.0.0.1/8 has bits behind its prefix (did you mean 127.0.0.0/8?) "
                + "(one IP address or network per line, such as 10.1.0.0/16 or fd00::/8)",
            $"{Path}:3: localhost is not an IP address or a network such as 10.1.0.0/16 "
                + "(one IP address or network per line, such as 10.1.0.0/16 or fd00::/8)",
        }));
        await balancer.RefusesAsync(CloseReason.RefusedAccess);
        await session.PingAsync();

        Write("10.0.0.0/8\n");
        await balancer.ReloadAsync(Config());
        using var served = await balancer.OpenAsync(_backend);
        await served.PingAsync();
    }

    [Test]
    public async Task A_missing_file_is_an_error_of_the_check_and_of_the_start()
    {
        var error = $"listeners.listener.access.deny-file: {Path}: there is no such file";
        Assert.That(NamedFiles.Check(Config(), isStart: false).Errors, Is.EqualTo(new[] { error }));
        Assert.That(Balancer.CheckFiles(Config()), Is.EqualTo(new[] { error }));
        var refused = await Assert.ThrowsAsync<ListenerBindException>(() => RunningBalancer.StartAsync(
            TestedEngine.Portable, [Loopback.AddressOf(_backend)], listener: Listener));
        Assert.That(refused!.Problems, Is.EqualTo(new[] { error }));
    }

    [Test]
    public void An_unchanged_list_is_not_built_again()
    {
        Write("10.0.0.0/8\n");
        var first = new AccessListReader().Read(Config());
        var same = new AccessListReader(first).Read(Config());
        Assert.That(same.Find("listener")!.List, Is.SameAs(first.Find("listener")!.List));
        Write("10.0.0.0/9\n");
        var other = new AccessListReader(same).Read(Config());
        Assert.That(other.Find("listener")!.List, Is.Not.SameAs(first.Find("listener")!.List));
    }

    [Test]
    public async Task Hundred_thousand_networks_decide_about_clients()
    {
        var text = new StringBuilder("127.0.0.2\n");
        for (var i = 0; i < 100_000; i++) text.Append($"{20 + i / 65536}.{i / 256 % 256}.{i % 256}.0/24\n");
        Write(text.ToString());
        foreach (var engine in new[] { TestedEngine.Portable, TestedEngine.Native })
        {
            if (engine.IsNative && !OperatingSystem.IsLinux()) continue;
            await using var balancer = await RunningBalancer.StartAsync(
                engine, [Loopback.AddressOf(_backend)], listener: Listener);
            using var session = await balancer.OpenAsync(_backend);
            await session.PingAsync();
            using var denied = await Loopback.TryConnectAsync(balancer.Address, from: "127.0.0.2");
            if (denied is not null) Assert.That((await denied.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
            await balancer.EndedAsync(CloseReason.RefusedAccess);
        }
    }

    private void Write(string text) => File.WriteAllText(Path, text);

    private BalancerConfig Config() => RunningBalancer.Config(
        TestedEngine.Portable, [Loopback.AddressOf(_backend)], listener: Listener);

    private ListenerConfig Listener(ListenerConfig listener) =>
        listener with { Access = new AccessConfig { DenyFile = Path } };
}
