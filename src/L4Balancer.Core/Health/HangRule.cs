using L4Balancer.Core.Config;

namespace L4Balancer.Core.Health;

/// <summary>How much silence is needed before a backend is suspected.</summary>
public static class HangRule
{
    /// <summary>
    /// Whether the facts suffice: the oldest question has waited for a multiple of the usual response time, and for the
    /// shortest silence of the config; both times the patience that earlier wrong suspicions taught.
    /// </summary>
    public static bool Suffices(HungConfig config, in HangFacts facts, int patience)
    {
        var usual = facts.Usual * config.Factor;
        var needed = usual > config.MinSilence ? usual : config.MinSilence;
        return config.Detect && facts.Usual > TimeSpan.Zero && needed <= config.MaxSilence
            && facts.Waiting >= config.Questions && facts.Oldest >= needed * patience;
    }
}
