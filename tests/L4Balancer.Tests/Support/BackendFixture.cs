using System.Net.Sockets;

namespace L4Balancer.Tests.Support;

/// <summary>Each test has a backend of its own: a socket that listens; the test accepts on it.</summary>
internal abstract class BackendFixture
{
    protected Socket Backend { get; private set; } = null!;

    [SetUp]
    public void Listen() => Backend = Loopback.Listen();

    [TearDown]
    public void Close() => Backend.Dispose();
}
