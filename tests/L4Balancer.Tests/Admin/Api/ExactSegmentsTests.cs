using System.Net;
using L4Balancer.Admin.Model;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Admin.Api;

/// <summary>A path names one backend, whatever is in its address.</summary>
internal sealed class ExactSegmentsTests
{
    private static readonly string[] Addresses =
        ["unix:/run/a/b.sock", "unix:/run/a%2Fb.sock", "unix:/run/a%252Fb.sock", "unix:/run/a b+c?d#e.sock"];

    [Test]
    public async Task An_action_affects_only_the_named_backend()
    {
        await using var admin = await RunningAdmin.StartAsync();
        foreach (var address in Addresses)
        {
            await admin.Local.ActAsync("/v1/pools/pool/backends", $$"""{"address": "{{address}}"}""").SucceedsAsync();
        }

        for (var i = 0; i < Addresses.Length; i++)
        {
            var path = "/v1/pools/pool/backends/" + Uri.EscapeDataString(Addresses[i]);
            Assert.That((await admin.Local.ReadAsync<BackendSnapshot>(path)).Address, Is.EqualTo(Addresses[i]));
            await admin.Local.ActAsync(path + "/weight", $$"""{"weight": {{i + 10}}}""").SucceedsAsync();
        }

        var pool = await admin.Local.ReadAsync<PoolSnapshot>("/v1/pools/pool");
        foreach (var (address, i) in Addresses.Select((address, i) => (address, i)))
            Assert.That(pool.Backends.Single(b => b.Address == address).Weight, Is.EqualTo(i + 10), address);
        foreach (var address in Addresses)
        {
            await admin.Local.DeleteAsync(
                "/v1/pools/pool/backends/" + Uri.EscapeDataString(address), Loopback.Deadline).SucceedsAsync();
        }
    }

    [TestCase("/v1/pools/x/%2e%2e/pool", HttpStatusCode.BadRequest)]
    [TestCase("/v1/pools/pool/backends/nonsense%2Fready", HttpStatusCode.UnprocessableEntity)]
    [TestCase("/v1/pools/pool%2Fbackends", HttpStatusCode.NotFound)]
    public async Task An_ambiguous_path_is_refused(string target, HttpStatusCode status)
    {
        await using var admin = await RunningAdmin.StartAsync();
        var answer = await RawRequest.SendAsync(admin, $"GET {target} HTTP/1.1\r\nHost: localhost\r\n");
        Assert.That(answer, Does.StartWith($"HTTP/1.1 {(int)status} "));
    }
}
