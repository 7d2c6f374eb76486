using L4Balancer.Core.Config;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Simulation;

/// <summary>What real traffic said of a backend, by the rules as the operator reads them.</summary>
internal sealed class StandingModel
{
    private readonly List<TimeSpan> _wrong = []; // When suspicions were found to be wrong.
    private readonly List<TimeSpan> _returns = []; // When the ejections end or ended, since they were last forgotten.
    private int _slow;

    /// <summary>Why it is suspected or ejected; None while it is good.</summary>
    public StandingCause Cause { get; private set; }

    public TimeSpan Since { get; private set; }

    /// <summary>When it returns; null unless it is ejected.</summary>
    public TimeSpan? OutUntil { get; private set; }

    public bool IsSuspected => Cause != StandingCause.None && OutUntil is null;

    public bool IsGood => Cause == StandingCause.None;

    public void Suspect(StandingCause cause, TimeSpan now) => (Cause, Since) = (cause, now);

    /// <summary>The multiple of the usual evidence that is needed.</summary>
    public int Patience(TimeSpan now)
    {
        if (_wrong.Count == 0 || now - _wrong[^1] >= TimeSpan.FromMinutes(5)) _wrong.Clear();
        return Math.Min(8, 1 << Math.Min(10, _wrong.Count));
    }

    public void Clear(bool wasWrong, TimeSpan now)
    {
        if (wasWrong) _ = Patience(now);
        if (wasWrong) _wrong.Add(now);
        MakeGood();
    }

    public void MakeGood() => (Cause, OutUntil) = (StandingCause.None, null);

    public void PutOut(StandingCause cause, TimeSpan now, TimeSpan until) =>
        (Cause, Since, OutUntil) = (cause, now, until);

    /// <summary>The number of this ejection in its row.</summary>
    public int CountEjection(OutliersConfig config, TimeSpan now)
    {
        if (_returns.Count > 0 && now - _returns[^1] >= config.MaxTime) _returns.Clear();
        return _returns.Count + 1;
    }

    public void Eject(StandingCause cause, TimeSpan now, TimeSpan time)
    {
        _returns.Add(now + time);
        _slow = 0;
        PutOut(cause, now, now + time);
    }

    public bool ReturnIfDue(TimeSpan now)
    {
        if (OutUntil is null || OutUntil > now) return false;
        MakeGood();
        return true;
    }

    /// <summary>Whether it was slow in three intervals in a row.</summary>
    public bool WasSlow(bool isSlow) => (_slow = isSlow ? _slow + 1 : 0) >= 3;
}
