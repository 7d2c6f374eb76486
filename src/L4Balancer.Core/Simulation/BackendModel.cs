using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Simulation;

/// <summary>
/// The expected state of a backend, by the rules as the operator reads them and the outcomes that were delivered.
/// </summary>
internal sealed class BackendModel(NetAddress address)
{
    private readonly List<bool> _outcomes = []; // Since its health last changed.
    private bool _isJudged;
    private bool _isHeldBack;
    private (int Index, TimeSpan? ServesSince, bool Ramps) _atBatch = (-1, null, false);

    public NetAddress Address { get; } = address;

    public BackendConfig Entry { get; set; } = null!;

    /// <summary>What its probes say.</summary>
    public bool IsHealthy { get; private set; } = true;

    public bool IsUp => IsHealthy && Standing.OutUntil is null;

    public StandingModel Standing { get; } = new();

    public AgentModel Agent { get; } = new();

    public RoleModel Role { get; } = new();

    /// <summary>Whether there was any outcome since its probes began.</summary>
    public bool IsJudged => _isJudged;

    public BackendIntent Intent { get; private set; } = BackendIntent.Ready;

    /// <summary>For a drain: when the sessions that still run are ended; null lets them run.</summary>
    public TimeSpan? EndsAt { get; private set; }

    /// <summary>For a drain with an end: sessions per second; null means all at once.</summary>
    public int? EndRate { get; private set; }

    /// <summary>The drain's deadline has passed.</summary>
    public bool IsEnding { get; private set; }

    /// <summary>It was said to be down, and not yet to be up again.</summary>
    public bool IsToldDown { get; private set; }

    /// <summary>When it began to serve; null if it does not serve.</summary>
    public TimeSpan? ServesSince { get; set; }

    /// <summary>Whether it began to serve after the pool's first table.</summary>
    public bool Ramps { get; set; }

    /// <summary>When its latest ramp was found to have ended; null means never.</summary>
    public TimeSpan? RampedAt { get; set; }

    /// <summary>It joined a pool that was already serving, and has had no outcome yet.</summary>
    public bool IsOnTrial { get; set; }

    /// <summary>When it last began or stopped getting only a trickle; null means never.</summary>
    public TimeSpan? HeldBackTurnedAt { get; private set; }

    /// <param name="index">Its place in the pool.</param>
    public void NoteBatch(int index) => _atBatch = (index, ServesSince, Ramps);

    /// <summary>Whether it served when the batch began, at this place; if so, its ramp goes on.</summary>
    public bool ResumeIfServed(int index)
    {
        if (_atBatch.Index != index || _atBatch.ServesSince is null) return false;
        (ServesSince, Ramps) = (_atBatch.ServesSince, _atBatch.Ramps);
        return true;
    }

    public void NoteHeldBack(bool isHeldBack, TimeSpan now)
    {
        if (isHeldBack == _isHeldBack) return;
        (_isHeldBack, HeldBackTurnedAt) = (isHeldBack, now);
    }

    public bool IsWanted => Intent == BackendIntent.Ready && !Agent.IsDrained && Entry.Weight > 0;

    public bool IsEligible => IsUp && IsWanted && !Agent.IsDown && Role.Place == RoleFit.Fits;

    public bool IsChanging => _outcomes.Count > 0 && _outcomes[^1] != IsHealthy;

    /// <summary>Replaces the previous intent; false if it is the same.</summary>
    public bool Intend(BackendIntent intent, TimeSpan? endsAt, int? rate)
    {
        if ((intent, endsAt, rate, false) == (Intent, EndsAt, EndRate, IsEnding)) return false;
        (Intent, EndsAt, EndRate, IsEnding) = (intent, endsAt, rate, false);
        return true;
    }

    /// <summary>It leaves; if it comes back, the ending of its sessions starts again.</summary>
    public void StopEnding() => IsEnding = false;

    public bool EndIfDue(TimeSpan now)
    {
        if (IsEnding || EndsAt is null || EndsAt > now) return false;
        return IsEnding = true;
    }

    /// <summary>
    /// Adds an outcome in a pool with probes, and returns whether the backend went up or down with it.
    /// </summary>
    public bool Judge(bool isGood, HealthConfig health)
    {
        IsOnTrial = false;
        _outcomes.Add(isGood);
        var needed = !_isJudged ? 1 : IsHealthy ? health.Fall : health.Rise;
        _isJudged = true;
        if (_outcomes.Count < needed || _outcomes[^needed..].Contains(IsHealthy)) return false;
        IsHealthy = !IsHealthy;
        IsToldDown = !IsHealthy;
        if (!IsHealthy) Standing.MakeGood();
        if (!IsHealthy) Role.Doubt();
        _outcomes.Clear();
        return true;
    }

    /// <summary>Failed connects in a pool without probes.</summary>
    public void PutOut(TimeSpan now, TimeSpan until)
    {
        IsToldDown = true;
        IsOnTrial = false;
        Standing.PutOut(StandingCause.ConnectFailures, now, until);
    }

    /// <summary>What is said if its time is over; null if it is not, or nothing changes by it.</summary>
    public string? ReturnIfDue(TimeSpan now)
    {
        if (!Standing.ReturnIfDue(now) || !IsHealthy) return null;
        var what = IsToldDown ? "up" : "returned";
        IsToldDown = false;
        return what;
    }

    /// <summary>A reload applied this config to it.</summary>
    public void Under(PoolConfig pool, TimeSpan now)
    {
        if (pool.Health.Agent is null) Agent.Forget(now);
        var isProbed = pool.Health.Type != ProbeKind.None;
        var isKept = Standing.Cause switch
        {
            StandingCause.None => true,
            StandingCause.Hung => pool.Hung.Detect,
            StandingCause.LateProbe => isProbed && pool.Health.SuspectLate,
            StandingCause.ConnectFailures => !isProbed || pool.Outliers.Detect,
            _ => pool.Outliers.Detect,
        };
        if (!isKept) Standing.MakeGood();
        if (!isKept && IsHealthy) IsToldDown = false;
        if (isProbed) return;
        Role.Forget();
        var wasHealthy = IsHealthy;
        _outcomes.Clear();
        (_isJudged, IsHealthy, IsOnTrial) = (false, true, false);
        if (!wasHealthy) Standing.PutOut(StandingCause.ConnectFailures, now, now + pool.Health.Eject);
    }
}
