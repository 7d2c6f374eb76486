using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Tests.Compare.Tools;

internal sealed class MachineFactsTests
{
    [TestCase("HAProxy version 2.6.12-1+deb12u4 2026/10/17 - https://haproxy.org/", "2.6.12-1+deb12u4")]
    [TestCase("nginx version: nginx/1.22.1\n", "1.22.1")]
    [TestCase("Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0", "7.0.15")]
    [TestCase("mariadbd  Ver 10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu", "10.11.19-MariaDB-0+deb12")]
    [TestCase("redis-benchmark 7.0.15\n", "7.0.15")]
    [TestCase("wrk debian/4.1.0-3+b2 [epoll] Copyright (C) 2012 Will Glozer", "4.1.0-3+b2")]
    [TestCase("iperf 3.12 (cJSON 1.7.15)", "3.12")]
    [TestCase("0.1.0+42500acd039b0d7d88629ca7a393bdfd369d1e66\n", "0.1.0+42500acd039b0d7d88")]
    [TestCase("no such option", "unknown")]
    public void A_version_is_found_in_the_output_of_a_program(string text, string version) =>
        Assert.That(MachineFacts.VersionIn(text), Is.EqualTo(version));
}
