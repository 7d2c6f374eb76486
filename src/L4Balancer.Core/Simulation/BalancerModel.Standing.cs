using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using L4Balancer.Core.Policies;

namespace L4Balancer.Core.Simulation;

/// <summary>The consequences of what real traffic and late probes show.</summary>
internal sealed partial class BalancerModel
{
    private void See(HangSeen seen)
    {
        if (Find(seen.Pool) is not { } pool || pool.Find(seen.Address) is not { } backend) return;
        var (config, facts) = (pool.Config.Hung, seen.Facts);
        var needed = TimeSpan.FromTicks(Math.Max(config.MinSilence.Ticks, (facts.Usual * config.Factor).Ticks));
        var isEnough = config.Detect && facts.Usual > TimeSpan.Zero && facts.Waiting >= config.Questions
            && needed <= config.MaxSilence && facts.Oldest >= needed * backend.Standing.Patience(_now);
        if (!isEnough || !TrySuspect(pool, backend, StandingCause.Hung)) return;
        if (TargetOf(pool, backend) is { } target) Hurry(target);
    }

    private void End(SilenceEnded ended)
    {
        if (Find(ended.Pool)?.Find(ended.Address) is not { Standing.Cause: StandingCause.Hung } backend) return;
        Clear(ended.Pool, backend, wasWrong: _now - backend.Standing.Since < TimeSpan.FromMilliseconds(500));
    }

    private void See(ProbeLate late)
    {
        foreach (var pool in PoolsOf(late.Target).Where(pool => pool.Config.Health.SuspectLate))
            TrySuspect(pool, pool.Find(late.Target.Address)!, StandingCause.LateProbe);
    }

    private void ClearByProbe(PoolModel pool, BackendModel backend, ProbeEnded ended)
    {
        if (!backend.Standing.IsSuspected) return;
        if (backend.Standing.Cause == StandingCause.LateProbe) Clear(pool.Config.Name, backend, wasWrong: false);
        else if (pool.Config.Health.Expect is not null && _now - ended.Outcome.Duration > backend.Standing.Since)
            Clear(pool.Config.Name, backend, wasWrong: true);
    }

    private bool TrySuspect(PoolModel pool, BackendModel backend, StandingCause cause)
    {
        var serving = pool.Backends.FindAll(each => each.ServesSince is not null && each.IsEligible);
        var suspected = serving.Count(each => each.Standing.IsSuspected);
        if (!serving.Contains(backend) || backend.Standing.IsSuspected) return false;
        if (2 * (suspected + 1) > serving.Count) return false;
        backend.Standing.Suspect(cause, _now);
        _expected.Add($"suspected {pool.Config.Name} {backend.Address} {cause}");
        return true;
    }

    private void Clear(string pool, BackendModel backend, bool wasWrong)
    {
        backend.Standing.Clear(wasWrong, _now);
        _expected.Add($"cleared {pool} {backend.Address}");
    }

    private void End(BadEnd end)
    {
        if (Find(end.Pool) is not { } pool || pool.Find(end.Address) is not { } backend) return;
        if (IsRow(end.InRow, pool.Config.Outliers.BadEnds)) TryEject(pool, backend, StandingCause.BadEnds);
    }

    private void See(TrafficMeasured measured)
    {
        if (Find(measured.Pool) is not { } pool) return;
        var config = pool.Config.Outliers;
        var means = measured.Backends.Where(each => each.Answers >= config.MinVolume)
            .Select(each => each.MeanResponse.TotalMilliseconds).Order().ToArray();
        var limit = config.SlowFactor is { } factor && means.Length >= 3
            ? Math.Max(10, factor * means[means.Length / 2])
            : double.MaxValue;
        foreach (var each in measured.Backends)
        {
            if (pool.Find(each.Address) is not { } backend) continue;
            var isSlow = each.Answers >= config.MinVolume && each.MeanResponse.TotalMilliseconds > limit + 1e-6;
            var wasSlow = backend.Standing.WasSlow(isSlow);
            var isFailing = config.FailurePercent is { } percent && each.Sessions >= config.MinVolume
                && 100 * each.Failed >= percent * each.Sessions;
            if (isFailing) TryEject(pool, backend, StandingCause.FailureRatio);
            else if (wasSlow) TryEject(pool, backend, StandingCause.Slow);
        }
    }

    private static bool IsRow(int inRow, int? row) => row is { } length && inRow > 0 && inRow % length == 0;

    private void TryEject(PoolModel pool, BackendModel backend, StandingCause cause)
    {
        var config = pool.Config.Outliers;
        if (!config.Detect || backend.ServesSince is null || !backend.IsUp) return;
        var tier = pool.Backends.FindAll(each => each.Entry.Tier == backend.Entry.Tier);
        var goodOnes = tier.Count(
            each => each != backend && each.ServesSince is not null && each.IsEligible && each.Standing.IsGood);
        var most = Math.Max(1, tier.Count * config.MaxPercent / 100);
        if (goodOnes == 0 || tier.Count(each => each.Standing.OutUntil is not null) >= most) return;
        var number = backend.Standing.CountEjection(config, _now);
        var time = EjectionTime.Of(config, number, AddressHash.Of(backend.Address) ^ (ulong)_now.Ticks);
        backend.Standing.Eject(cause, _now, time);
        _expected.Add($"ejected {pool.Config.Name} {backend.Address} {cause} {time}");
    }
}
