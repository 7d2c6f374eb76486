using System.Globalization;
using System.Text;

namespace L4Balancer.Core.Health;

/// <summary>How busy this server is. What is not known is null.</summary>
public sealed record HostFigures
{
    private const double Whole = 100;

    /// <summary>The share of the processors in use since the reading before, in percent.</summary>
    public double? Cpu { get; init; }

    /// <summary>The share of the memory in use, in percent.</summary>
    public double? Memory { get; init; }

    /// <summary>The load per processor: 1 is all that they can do.</summary>
    public double? Load { get; init; }

    /// <summary>As in <see cref="HostReading"/>.</summary>
    public double? PsiCpu { get; init; }

    public double? PsiMemory { get; init; }

    public double? PsiIo { get; init; }

    /// <param name="elapsed">The time between both readings.</param>
    public static HostFigures Between(HostReading before, HostReading now, TimeSpan elapsed) => new()
    {
        Cpu = Percent(now.CpuBusy - before.CpuBusy, TotalBetween(before, now, elapsed)),
        Memory = Percent(now.MemoryTotal - now.MemoryAvailable, now.MemoryTotal),
        Load = now.Cpus > 0 ? now.Load / now.Cpus : null,
        PsiCpu = now.PsiCpu,
        PsiMemory = now.PsiMemory,
        PsiIo = now.PsiIo,
    };

    /// <summary>As in the comment of an answer: <c>cpu=31 memory=44 load1=0.80 psi-cpu=3.1</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Add(text, AgentFigures.Cpu, Cpu, "0");
        Add(text, AgentFigures.Memory, Memory, "0");
        Add(text, AgentFigures.Load, Load, "0.00");
        Add(text, AgentFigures.PressureCpu, PsiCpu, "0.0");
        Add(text, AgentFigures.PressureMemory, PsiMemory, "0.0");
        Add(text, AgentFigures.PressureIo, PsiIo, "0.0");
        return text.ToString();
    }

    private static double? TotalBetween(HostReading before, HostReading now, TimeSpan elapsed) =>
        now.CpuTotal is null ? now.Cpus * elapsed.TotalSeconds : now.CpuTotal - before.CpuTotal;

    /// <summary>Null without a whole; counters of several processors are not read at one moment, so it is kept in
    /// its range.</summary>
    private static double? Percent(double? part, double? of) =>
        part is { } known && of > 0 ? Math.Clamp(known / of.Value * Whole, 0, Whole) : null;

    private static void Add(StringBuilder text, string name, double? value, string format)
    {
        if (value is not { } known) return;
        if (text.Length > 0) text.Append(' ');
        text.Append(name).Append('=').Append(known.ToString(format, CultureInfo.InvariantCulture));
    }
}
