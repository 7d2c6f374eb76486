using L4Balancer.Core.Config;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Telemetry.Access;

/// <summary>
/// Decides which sessions are logged: the first matching rule sets the share. The choice is a hash of the session's id,
/// so that all lines of a session agree as long as the same rule matches them.
/// </summary>
internal sealed class SamplingRules
{
    /// <summary>A share is compared in 53 bits, the precision of the configured number.</summary>
    private const int ShareBits = 53;

    private readonly Rule[] _rules;

    public SamplingRules(IReadOnlyList<AccessLogRule> rules) => _rules = [.. rules.Select(Prepare)];

    /// <summary>On the loop that runs the session; allocates nothing.</summary>
    public bool Keeps(in SessionRecord record)
    {
        foreach (ref readonly var rule in _rules.AsSpan())
        {
            if (rule.Fits(record)) return SplitMix64.Mix(record.Id + 1) >> (64 - ShareBits) < rule.Share;
        }

        return true;
    }

    private static Rule Prepare(AccessLogRule rule)
    {
        var reasons = 0UL;
        foreach (var reason in rule.Reasons) reasons |= 1UL << (int)reason;
        return new Rule(rule.Listener, rule.Pool, reasons, (ulong)(rule.Keep * (1UL << ShareBits)));
    }

    /// <param name="Reasons">A bit for each matching reason; none matches every reason, and running sessions.</param>
    private readonly record struct Rule(string? Listener, string? Pool, ulong Reasons, ulong Share)
    {
        public bool Fits(in SessionRecord record) =>
            (Reasons == 0 || (Reasons & (1UL << (int)record.Reason)) != 0)
            && (Listener is null || string.Equals(Listener, record.Listener, StringComparison.Ordinal))
            && (Pool is null || string.Equals(Pool, record.Pool, StringComparison.Ordinal));
    }
}
