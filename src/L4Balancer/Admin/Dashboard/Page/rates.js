// Rates from counters: the difference between two snapshots divided by the time between them.

/** A rate over a few seconds is steady enough to read and fast enough to follow. */
const span = 3;

export const bytesOf = thing => thing.bytesUploaded + thing.bytesDownloaded;

export const backendKey = (pool, address) => `${pool} ${address}`;

/**
 * Counters by backend and by listener. A pool is the sum of the backends that both snapshots have: one that
 * comes or goes would count with its whole past, which is not a rate.
 */
function count(snapshot) {
  const counts = new Map();
  const members = new Map([['', []]]);
  for (const pool of snapshot.pools) {
    const keys = pool.backends.map(b => backendKey(pool.name, b.address));
    pool.backends.forEach((backend, i) => counts.set(keys[i], [backend.picks, bytesOf(backend)]));
    members.set(pool.name, keys);
    members.get('').push(...keys);
  }
  for (const listener of snapshot.listeners) {
    counts.set(`listener ${listener.name}`, [listener.accepted, bytesOf(listener)]);
  }
  return { at: new Date(snapshot.at) / 1000, startedAt: snapshot.startedAt, counts, members };
}

export class Rates {
  #taken = [];

  take(snapshot) {
    const now = count(snapshot);
    if (this.#taken.at(-1)?.startedAt !== now.startedAt) this.#taken = [];
    this.#taken.push(now);
    if (this.#taken.length > span + 1) this.#taken.shift();
  }

  /** The rates of a backend, a listener, a pool, or with '' of all. Both null before there are two snapshots. */
  of(key) {
    const [first, last] = [this.#taken[0], this.#taken.at(-1)];
    const elapsed = last ? last.at - first.at : 0;
    const isKnown = [first, last].every(t => t?.counts.has(key) || t?.members.has(key));
    if (elapsed <= 0 || !isKnown) return { sessions: null, bytes: null };
    let [sessions, bytes] = [0, 0];
    for (const member of last.members.get(key) ?? [key]) {
      const [before, after] = [first.counts.get(member), last.counts.get(member)];
      if (!before || !after) continue;
      sessions += Math.max(0, after[0] - before[0]);
      bytes += Math.max(0, after[1] - before[1]);
    }
    return { sessions: sessions / elapsed, bytes: bytes / elapsed };
  }
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
