// What the state of a thing is called, and whether it is well.

/** The state of a backend in one word, with a sign that does not depend on colour. */
export function stateOf(backend) {
  if (backend.health === 'down') return { level: 'bad', sign: '✕', word: 'down' };
  if (backend.intent === 'maintenance') return { level: 'warn', sign: '‖', word: 'maintenance' };
  if (backend.intent === 'drain') return { level: 'warn', sign: '▽', word: 'drain' };
  if (backend.health === 'unknown') return { level: 'unknown', sign: '?', word: 'unknown' };
  if (backend.weight === 0) return { level: 'warn', sign: '○', word: 'weight 0' };
  return backend.isServing ? { level: 'good', sign: '✓', word: 'up' } : { level: 'idle', sign: '○', word: 'standby' };
}

export const tierName = tier => tier === 0 ? 'primary' : tier === 1 ? 'backup' : `backup ${tier}`;

/** The worst of a pool: bad when clients are refused, warn when an operator should look. */
export function levelOf(pool) {
  if (pool.eligible === 0) return 'bad';
  const lowest = Math.min(...pool.backends.map(b => b.tier));
  if (pool.isPanicking || pool.activeTier > lowest) return 'warn';
  return pool.backends.some(isUnwell) || failingNames(pool).length > 0 ? 'warn' : 'good';
}

/** Host names of a pool that cannot be resolved. */
export const failingNames = pool => (pool.names ?? []).filter(name => name.failingSince);

/** A sign for each level, for those who do not see its colour. */
export const signs = { good: '✓', warn: '!', bad: '✕' };

export const isUnwell = backend => backend.health === 'down' || backend.intent !== 'ready';

const names = pools => `${pools.length === 1 ? 'pool' : 'pools'} ${pools.slice(0, 3).map(p => p.name).join(', ')}`
  + (pools.length > 3 ? ` and ${pools.length - 3} more` : '');

/** All of it in one sentence, the worst first. */
export function verdict(snapshot) {
  const pools = snapshot.pools;
  const dead = pools.filter(p => p.eligible === 0 && !p.isPanicking);
  if (dead.length > 0) {
    const verb = dead.length === 1 ? 'has' : 'have';
    return { level: 'bad', text: `Not well: ${names(dead)} ${verb} no backend to give sessions to.` };
  }
  const all = pools.flatMap(p => p.backends);
  const down = all.filter(b => b.health === 'down').length;
  const away = all.filter(b => b.health !== 'down' && b.intent !== 'ready').length;
  const panic = pools.filter(p => p.isPanicking);
  const moved = pools.filter(p => p.backends.length > 0 && p.activeTier > Math.min(...p.backends.map(b => b.tier)));
  const facts = [];
  if (panic.length > 0) facts.push(`${names(panic)} ${panic.length === 1 ? 'uses' : 'use'} every backend in panic`);
  if (down > 0) facts.push(`${down} of ${all.length} backends ${down === 1 ? 'is' : 'are'} down`);
  if (moved.length > 0) facts.push(`${names(moved)} ${moved.length === 1 ? 'runs' : 'run'} on backup`);
  if (away > 0) facts.push(`${away} ${away === 1 ? 'backend is' : 'backends are'} in drain or maintenance`);
  const unresolved = [...new Set(pools.flatMap(failingNames).map(name => name.name))];
  if (unresolved.length > 0) {
    const more = unresolved.length > 3 ? ` and ${unresolved.length - 3} more` : '';
    facts.push(`${unresolved.length === 1 ? 'host name' : 'host names'} ${unresolved.slice(0, 3).join(', ')}${more}`
      + ' cannot be resolved');
  }
  if (!snapshot.config.isLastReloadGood) facts.push('the last reload was refused');
  if (facts.length > 0) return { level: 'warn', text: `Serving, but look: ${facts.join('; ')}.` };
  if (all.length === 0) return { level: 'warn', text: 'There is no backend.' };
  return { level: 'good', text: all.length === 1 ? 'All well: the backend is up.'
    : `All well: all ${all.length} backends are up.` };
}
