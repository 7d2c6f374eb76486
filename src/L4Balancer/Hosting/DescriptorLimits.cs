using L4Balancer.Linux;
using L4Balancer.Sockets;

namespace L4Balancer.Hosting;

/// <summary>Queries the file descriptor limit of this process.</summary>
internal static class DescriptorLimits
{
    public static DescriptorBudget OfThisProcess() => OperatingSystem.IsLinux()
        ? DescriptorBudget.Of(ProcessLimits.OpenFiles().Soft)
        : DescriptorBudget.Unlimited;
}
