using L4Balancer.Core.Health;

namespace L4Balancer.ServerAgent;

/// <summary>
/// Reads <c>/proc</c>; in a container with limits, its control group instead, because the container's share of the
/// machine is all that its server has.
/// </summary>
/// <param name="proc">Usually <c>/proc</c>.</param>
/// <param name="group">
/// Usually <c>/sys/fs/cgroup</c>. The root group of a machine has no limits, so a limit there is one of a container.
/// The limits of the agent's own unit are in a group below it and do not count.
/// </param>
internal sealed class ProcReader(string proc = "/proc", string group = "/sys/fs/cgroup") : IHostReader
{
    private const double Kilo = 1024;
    private const double Micro = 1e-6;
    private readonly ProcText _text = new();

    public HostReading Read()
    {
        var hasLimit = CpuLimit() is not null;
        var reading = WithMemory(hasLimit ? GroupCpu() : HostCpu());
        return reading with
        {
            PsiCpu = Pressure("cpu"),
            PsiMemory = Pressure("memory"),
            PsiIo = Pressure("io"),
        };
    }

    /// <summary>The quota in processors; null without one.</summary>
    private double? CpuLimit()
    {
        var line = _text.Read($"{group}/cpu.max");
        return ProcText.NumberAt(line, 0) / ProcText.NumberAt(line, 1);
    }

    private HostReading GroupCpu() => new()
    {
        Cpus = CpuLimit(),
        CpuBusy = ProcText.NumberAt(ProcText.LineOf(_text.Read($"{group}/cpu.stat"), "usage_usec"u8), 0) * Micro,
    };

    /// <summary>Waiting for a disk is idle; time that a hypervisor took is not there to be used.</summary>
    private HostReading HostCpu()
    {
        var stat = _text.Read($"{proc}/stat");
        var all = ProcText.LineOf(stat, "cpu "u8);
        double? total = null;
        for (var i = 0; i < 8; i++) total = total.GetValueOrDefault() + ProcText.NumberAt(all, i);
        var idle = ProcText.NumberAt(all, 3) + ProcText.NumberAt(all, 4);
        var cpus = ProcText.CountLines(stat, "cpu"u8) - 1; // Without the line of all together.
        return new HostReading
        {
            CpuBusy = total - idle,
            CpuTotal = total,
            Cpus = cpus < 1 ? null : cpus,
            Load = ProcText.NumberAt(_text.Read($"{proc}/loadavg"), 0),
        };
    }

    private HostReading WithMemory(HostReading reading)
    {
        if (ProcText.NumberAt(_text.Read($"{group}/memory.max"), 0) is { } limit)
        {
            var used = ProcText.NumberAt(_text.Read($"{group}/memory.current"), 0);
            // Pages of files that were not used lately are freed when memory is wanted.
            var freed = ProcText.NumberAt(ProcText.LineOf(_text.Read($"{group}/memory.stat"), "inactive_file"u8), 0);
            return reading with { MemoryTotal = limit, MemoryAvailable = limit - used + freed.GetValueOrDefault() };
        }

        var memory = _text.Read($"{proc}/meminfo");
        return reading with
        {
            MemoryTotal = ProcText.NumberAt(ProcText.LineOf(memory, "MemTotal:"u8), 0) * Kilo,
            MemoryAvailable = ProcText.NumberAt(ProcText.LineOf(memory, "MemAvailable:"u8), 0) * Kilo,
        };
    }

    /// <summary>Of the container, if it has figures of its own.</summary>
    private double? Pressure(string resource) =>
        SomeOf(_text.Read($"{group}/{resource}.pressure")) ?? SomeOf(_text.Read($"{proc}/pressure/{resource}"));

    private static double? SomeOf(ReadOnlySpan<byte> pressure) =>
        ProcText.NumberAt(ProcText.LineOf(pressure, "some avg10="u8), 0);
}
