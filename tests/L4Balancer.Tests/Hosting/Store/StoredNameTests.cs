using L4Balancer.Core.Config;
using L4Balancer.DataPlane;
using L4Balancer.Hosting.Store;

namespace L4Balancer.Tests.Hosting.Store;

/// <summary>Names of listening sockets in systemd's descriptor store.</summary>
internal sealed class StoredNameTests
{
    private static readonly ListenSocketConfig All = new()
    {
        Freebind = true,
        Transparent = true,
        Interface = "eth0",
        Mark = 7,
        FastOpen = 16,
        DeferAccept = TimeSpan.FromSeconds(3),
        Mptcp = true,
    };

    [TestCase("web", "127.0.0.1:80", "listener/web/127.0.0.1%3A80")]
    [TestCase("w/b:é", ":3306", "listener/w%2Fb%3A%C3%A9/%2A%3A3306")]
    [TestCase("u", "unix:/run/a b.sock", "listener/u/unix%3A%2Frun%2Fa%20b.sock")]
    public void A_name_tells_the_listener_and_the_address(string listener, string bind, string name)
    {
        var held = new HeldListener(listener, BindAddress.Parse(bind, out _)!, new ListenSocketConfig(), []);
        Assert.That(StoredName.Of(held), Is.EqualTo(name));
        Assert.That(StoredName.Read(name), Is.EqualTo((listener, held.Bind, held.Options)));
    }

    [Test]
    public void All_options_are_part_of_it()
    {
        var held = new HeldListener("l", BindAddress.Parse("[::1]:1", out _)!, All, []);
        Assert.That(StoredName.Read(StoredName.Of(held)!), Is.EqualTo(("l", held.Bind, All)));
    }

    [Test]
    public void A_long_name_of_a_listener_is_left_out()
    {
        var held = new HeldListener(new string('ü', 60), BindAddress.Parse("[::1]:1", out _)!, new(), []);
        Assert.That(StoredName.Of(held), Is.EqualTo("listener//%5B%3A%3A1%5D%3A1"));
    }

    [TestCase("web.socket")]
    [TestCase("listener/web")]
    [TestCase("listener/web/nowhere")]
    [TestCase("listener/web/127.0.0.1%3A80/what=1")]
    public void Other_names_mean_nothing(string name) => Assert.That(StoredName.Read(name), Is.Null);
}
