using L4Balancer.Bench.Compare.Processes;

namespace L4Balancer.Bench.Tests.Compare.Processes;

internal sealed class PortsTests
{
    private static readonly string[] Table =
    [
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
        "   0: 0100007F:18EB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 47",
        "   1: 0100007F:1F90 0100007F:18EB 01 00000000:00000000 00:00000000 00000000     0        0 48",
    ];

    [TestCase(6379, true)]
    [TestCase(8080, false, Description = "A connection is no listener.")]
    [TestCase(80, false)]
    public void A_listener_is_found_by_its_port(int port, bool isListening) =>
        Assert.That(Ports.HasListener(Table, port), Is.EqualTo(isListening));
}
