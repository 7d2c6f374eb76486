using System.Diagnostics;
using System.Net.Sockets;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Systemd;

internal sealed class StopTests : ServiceFixture
{
    [Test]
    public async Task Stop_waits_for_a_session_that_finishes_within_the_grace()
    {
        var end = await Service.JournalEndAsync();
        using var session = await OpenSessionAsync();
        (await Service.SystemctlAsync("stop", "--no-block")).OrThrow();
        await Service.WaitForPropertyAsync("ActiveState", state => state == "deactivating");
        await WaitUntilNothingListensAsync();
        Assert.That(await session.EchoAsync("finishing"), Is.EqualTo("finishing"));
        Assert.That(await Service.PropertyAsync("ActiveState"), Is.EqualTo("deactivating"));
        var begin = Stopwatch.GetTimestamp();
        session.Dispose();
        await AssertStoppedInOrderAsync();
        Assert.That(Stopwatch.GetElapsedTime(begin), Is.LessThan(TimeSpan.FromSeconds(10)), "The grace is 30 s.");
        Assert.That(
            await Service.JournalAfterAsync(end), Does.Contain("Stopped").And.Not.Contain("outlived shutdown-grace"));
    }

    [Test]
    public async Task Stop_ends_a_session_that_outlives_the_grace()
    {
        await RestartWithGraceAsync(seconds: 3);
        using var session = await OpenSessionAsync();
        var begin = Stopwatch.GetTimestamp();
        (await Service.SystemctlAsync("stop", "--no-block")).OrThrow();
        Assert.That(await session.IsEndedByPeerAsync(), Is.True);
        Assert.That(Stopwatch.GetElapsedTime(begin), Is.GreaterThan(TimeSpan.FromSeconds(2.9)));
        await AssertStoppedInOrderAsync();
    }

    private async Task RestartWithGraceAsync(int seconds)
    {
        await Service.ConfigureAsync(ConfigWithGrace(seconds));
        (await Service.SystemctlAsync("restart")).OrThrow();
    }

    private async Task WaitUntilNothingListensAsync() => await Eventually.GetAsync(
        "new clients are refused", Loopback.Patience, IsRefusedAsync, refused => refused);

    private async Task<bool> IsRefusedAsync()
    {
        try
        {
            using var client = await Network.ConnectAsync(Port);
            return false;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // It arrived at the moment the listener was closed.
            return false;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return true;
        }
    }

    private async Task AssertStoppedInOrderAsync()
    {
        var state = await Service.WaitForPropertyAsync("ActiveState", state => state != "deactivating");
        Assert.That(state, Is.EqualTo("inactive"));
        Assert.That(await Service.PropertyAsync("Result"), Is.EqualTo("success"));
        Assert.That(await Service.PropertyAsync("ExecMainStatus"), Is.EqualTo("0"));
    }
}
