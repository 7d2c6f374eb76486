namespace L4Balancer.Bench.Compare.Machine;

/// <summary>What to do about a busy machine.</summary>
internal enum QuietVerdict
{
    Measure,
    Wait,
    Refuse,
}

/// <summary>When a machine is quiet enough to measure.</summary>
internal static class QuietRule
{
    /// <summary>Maximum share of the machine used by others before a round.</summary>
    public const double ShareBefore = 0.15;

    /// <summary>Maximum share of the machine taken by others and the hypervisor during a cell.</summary>
    public const double ShareDuring = 0.10;

    /// <summary>How long to wait for the machine to become quiet.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <param name="foreignShare">The share used by others, 0 to 1.</param>
    public static QuietVerdict Judge(double foreignShare, TimeSpan waited, bool isForced)
    {
        if (isForced || foreignShare <= ShareBefore) return QuietVerdict.Measure;
        return waited < Patience ? QuietVerdict.Wait : QuietVerdict.Refuse;
    }

    public static bool IsNoisy(MachineUse use) => use.DisturbedShare > ShareDuring;

    /// <summary>For the error message.</summary>
    public static string Describe(MachineUse use)
    {
        var who = use.Strangers.Count == 0
            ? "processes that have ended or are not visible"
            : string.Join(", ", use.Strangers.Select(s => $"{s.Name} {s.Share:P0}"));
        return $"Other processes use {use.ForeignShare:P0} of the machine ({who}). "
            + "Measure on a quiet machine, or use --force.";
    }
}
