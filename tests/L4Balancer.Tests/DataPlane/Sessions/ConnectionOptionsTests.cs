using L4Balancer.Core.Config;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.Tests.DataPlane.Sessions;

/// <summary>The options that a connection gets, and the value of each.</summary>
internal sealed class ConnectionOptionsTests
{
    [Test]
    public void Short_session_gets_no_more_than_no_delay() =>
        Assert.That(
            AtOnce(new TcpConfig()),
            Is.EqualTo((OptionValue[])[new(ConnectionOption.NoDelay, 1)]));

    [Test]
    public void Limit_of_unsent_bytes_has_an_effect_from_the_first_byte_on() =>
        Assert.That(
            AtOnce(new TcpConfig { NotsentLowat = 65_536 }),
            Is.EqualTo((OptionValue[])
                [new(ConnectionOption.NoDelay, 1), new(ConnectionOption.NotsentLowat, 65_536)]));

    [Test]
    public void Lasting_session_watches_for_a_dead_peer() =>
        Assert.That(
            ForLasting(new TcpConfig
            {
                KeepaliveIdle = TimeSpan.FromSeconds(7),
                KeepaliveInterval = TimeSpan.FromSeconds(3),
                KeepaliveProbes = 2,
                UserTimeout = TimeSpan.FromSeconds(11),
            }),
            Is.EquivalentTo((OptionValue[])
            [
                new(ConnectionOption.Keepalive, 1), new(ConnectionOption.KeepaliveIdle, 7),
                new(ConnectionOption.KeepaliveInterval, 3), new(ConnectionOption.KeepaliveProbes, 2),
                new(ConnectionOption.UserTimeout, 11_000),
            ]));

    [Test]
    public void What_is_off_is_set_to_off() =>
        Assert.That(
            ForLasting(new TcpConfig { Keepalive = false, UserTimeout = TimeSpan.Zero }),
            Is.EquivalentTo((OptionValue[])
            [
                new(ConnectionOption.Keepalive, 0), new(ConnectionOption.UserTimeout, 0),
            ]));

    private static OptionValue[] ForLasting(TcpConfig tcp) =>
        ConnectionOptions.ForLasting(tcp, new OptionValue[ConnectionOptions.LastingMax]).ToArray();

    private static OptionValue[] AtOnce(TcpConfig tcp) =>
        [.. ConnectionOptions.AtOnce(tcp, new OptionValue[ConnectionOptions.AtOnceMax])];
}
