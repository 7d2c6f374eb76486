// The points of the charts: from the history, and from consecutive snapshots.

import { bytesOf, quantile } from './rates.js';

/** @param report the answer of /v1/history. */
export function pointsOf(report) {
  const series = report.series.filter(s => !s.backend);
  const to = new Date(report.to) / 1000;
  const n = Math.max(0, ...series.map(s => s.sessionsPerSecond.length));
  return Array.from({ length: n }, (_, i) => ({
    at: to - (n - 1 - i) * report.stepSeconds,
    sessions: sum(series.map(s => s.sessionsPerSecond[i])),
    bytes: sum(series.map(s => s.bytesPerSecond[i])),
    p50: worst(series.map(s => s.connectP50[i])),
    p99: worst(series.map(s => s.connectP99[i])),
  }));
}

/** The base for comparing a later snapshot. @param scope a pool, or '' for all. */
export function countsOf(snapshot, scope) {
  const pools = new Map();
  for (const { name, backends } of snapshot.pools) {
    if (!scope || name === scope) pools.set(name, new Map(backends.map(b => [b.address, b])));
  }
  return { at: new Date(snapshot.at) / 1000, startedAt: snapshot.startedAt, pools };
}

/** Only for what both have: a pool or backend that comes or goes would count with its whole past. */
export function pointBetween(before, after) {
  const elapsed = after.at - before.at;
  let [picks, moved] = [0, 0];
  const times = [];
  for (const [name, backends] of after.pools) {
    const time = { bounds: [], counts: [] };
    for (const [address, backend] of backends) {
      const earlier = before.pools.get(name)?.get(address);
      if (!earlier) continue;
      picks += Math.max(0, backend.picks - earlier.picks);
      moved += Math.max(0, bytesOf(backend) - bytesOf(earlier));
      time.bounds = backend.connectTime.bounds;
      backend.connectTime.counts.forEach((n, i) => {
        time.counts[i] = (time.counts[i] ?? 0) + Math.max(0, n - earlier.connectTime.counts[i]);
      });
    }
    times.push(time);
  }
  return {
    at: after.at, sessions: picks / elapsed, bytes: moved / elapsed,
    p50: worst(times.map(t => quantile(t.bounds, t.counts, 0.5))),
    p99: worst(times.map(t => quantile(t.bounds, t.counts, 0.99))),
  };
}

const present = values => values.filter(v => v !== null && v !== undefined);

function sum(values) {
  const there = present(values);
  return there.length === 0 ? null : there.reduce((a, b) => a + b, 0);
}

function worst(values) {
  const there = present(values);
  return there.length === 0 ? null : Math.max(...there);
}
