// Rates from counters that only grow: the difference of two snapshots by the time between them.

/** A rate over a few seconds is calm enough to read and quick enough to follow. */
const span = 3;

export const bytesOf = thing => thing.bytesUploaded + thing.bytesDownloaded;

export const backendKey = (pool, address) => `${pool} ${address}`;

/** What grows, by pool and by backend. */
function count(snapshot) {
  const counts = new Map();
  let [allSessions, allBytes] = [0, 0];
  for (const pool of snapshot.pools) {
    let [sessions, bytes] = [0, 0];
    for (const backend of pool.backends) {
      const moved = bytesOf(backend);
      counts.set(backendKey(pool.name, backend.address), [backend.picks, moved]);
      sessions += backend.picks;
      bytes += moved;
    }
    counts.set(pool.name, [sessions, bytes]);
    allSessions += sessions;
    allBytes += bytes;
  }
  counts.set('', [allSessions, allBytes]);
  for (const listener of snapshot.listeners) {
    counts.set(`listener ${listener.name}`, [listener.accepted, bytesOf(listener)]);
  }
  return { at: new Date(snapshot.at) / 1000, startedAt: snapshot.startedAt, counts };
}

export class Rates {
  #taken = [];

  take(snapshot) {
    const now = count(snapshot);
    if (this.#taken.at(-1)?.startedAt !== now.startedAt) this.#taken = [];
    this.#taken.push(now);
    if (this.#taken.length > span + 1) this.#taken.shift();
  }

  /** Both null before there are two snapshots. */
  of(key) {
    const [first, last] = [this.#taken[0], this.#taken.at(-1)];
    const elapsed = last ? last.at - first.at : 0;
    const [before, after] = [first?.counts.get(key), last?.counts.get(key)];
    if (!before || !after || elapsed <= 0) return { sessions: null, bytes: null };
    return {
      sessions: Math.max(0, after[0] - before[0]) / elapsed,
      bytes: Math.max(0, after[1] - before[1]) / elapsed,
    };
  }
}

/** The counts of the connect times of a pool, all its backends together. */
export function connectCounts(pool) {
  const sum = [];
  for (const backend of pool.backends) {
    backend.connectTime.counts.forEach((n, i) => { sum[i] = (sum[i] ?? 0) + n; });
  }
  return { bounds: pool.backends[0]?.connectTime.bounds ?? [], counts: sum };
}

/** A quantile in seconds, interpolated within its bucket; null without connects. */
export function quantile(bounds, counts, q) {
  const total = counts.reduce((a, b) => a + b, 0);
  if (total <= 0) return null;
  let left = q * total;
  for (let i = 0; i < counts.length; i++) {
    if (left <= counts[i] && counts[i] > 0) {
      const low = i === 0 ? 0 : bounds[i - 1];
      const high = bounds[i] ?? low;
      return low + (high - low) * left / counts[i];
    }
    left -= counts[i];
  }
  return bounds.at(-1) ?? null;
}
