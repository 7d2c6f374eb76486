using L4Balancer.Core.Health;

namespace L4Balancer.ServerAgent;

/// <summary>Reads what the kernel counts on this server.</summary>
internal interface IHostReader
{
    HostReading Read();
}
