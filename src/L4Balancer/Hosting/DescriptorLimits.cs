using L4Balancer.Linux;
using L4Balancer.Sockets;

namespace L4Balancer.Hosting;

/// <summary>Asks the system how many file descriptors this process may have.</summary>
internal static class DescriptorLimits
{
    public static DescriptorBudget OfThisProcess() => OperatingSystem.IsLinux()
        ? DescriptorBudget.Of(ProcessLimits.OpenFiles().Soft)
        : DescriptorBudget.Unlimited;
}
