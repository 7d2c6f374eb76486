// Names of states, and the overall health.

/** The state of a backend in one word, with a symbol that does not depend on colour. */
export function stateOf(backend) {
  if (backend.health === 'down') return { level: 'bad', sign: '✕', word: 'down' };
  if (backend.standing === 'ejected') return { level: 'bad', sign: '⊘', word: 'ejected' };
  if (backend.intent === 'maintenance') return { level: 'warn', sign: '‖', word: 'maintenance' };
  if (backend.intent === 'drain') return { level: 'warn', sign: '▽', word: 'drain' };
  if (backend.standing === 'suspected') return { level: 'warn', sign: '!', word: 'suspected' };
  if (isAgentAway(backend)) return { level: 'warn', sign: '▽', word: `agent: ${backend.agent.state}` };
  if (backend.role?.fit === 'contested') return { level: 'bad', sign: '✕', word: 'split brain' };
  if (backend.role?.fit === 'lagging') return { level: 'warn', sign: '!', word: 'behind' };
  if (backend.health === 'unknown') return { level: 'unknown', sign: '?', word: 'unknown' };
  if (backend.weight === 0) return { level: 'warn', sign: '○', word: 'weight 0' };
  return backend.isServing ? { level: 'good', sign: '✓', word: 'up' } : { level: 'idle', sign: '○', word: 'standby' };
}

/** Why it is in this state, with its figures; empty if it is well, or as an operator wants it. */
export const causeOf = backend => backend.health === 'down' ? backend.cause ?? ''
  : backend.standingCause ?? lagOf(backend.role) ?? (isAgentAway(backend) ? backend.agent.reason ?? '' : '');

const lagOf = role => role?.fit !== 'lagging' ? undefined
  : role.lag === undefined ? 'how far it is behind is unknown' : `${role.lag.toFixed(1)} s behind its primary`;

/** Whether its agent keeps new sessions away. */
const isAgentAway = ({ agent }) => agent !== undefined && agent.state !== 'up' && agent.state !== 'unknown';

export const tierName = tier => tier === 0 ? 'primary' : tier === 1 ? 'backup' : `backup ${tier}`;

/** The level of a pool: bad if clients are refused, warn if an operator should take a look. */
export function levelOf(pool) {
  if (pool.eligible === 0 || pool.splitSince) return 'bad';
  const lowest = Math.min(...pool.backends.map(b => b.tier));
  if (pool.isPanicking || pool.activeTier > lowest) return 'warn';
  return pool.backends.some(isUnwell) || failingNames(pool).length > 0 ? 'warn' : 'good';
}

/** Host names of a pool that cannot be resolved. */
export const failingNames = pool => (pool.names ?? []).filter(name => name.failingSince);

/** A symbol for each level, independent of colour. */
export const signs = { good: '✓', warn: '!', bad: '✕' };

export const isUnwell = backend =>
  backend.health === 'down' || backend.intent !== 'ready' || backend.standing !== 'good' || isAgentAway(backend)
  || ['contested', 'lagging'].includes(backend.role?.fit);

const names = pools => `${pools.length === 1 ? 'pool' : 'pools'} ${pools.slice(0, 3).map(p => p.name).join(', ')}`
  + (pools.length > 3 ? ` and ${pools.length - 3} more` : '');

/** The overall state in one sentence, the worst first. */
export function verdict(snapshot) {
  const pools = snapshot.pools;
  const dead = pools.filter(p => p.eligible === 0 && !p.isPanicking);
  if (dead.length > 0) {
    const verb = dead.length === 1 ? 'has' : 'have';
    return { level: 'bad', text: `Critical: ${names(dead)} ${verb} no eligible backend.` };
  }
  const all = pools.flatMap(p => p.backends);
  const down = all.filter(b => b.health === 'down').length;
  const ejected = all.filter(b => b.health !== 'down' && b.standing === 'ejected').length;
  const suspected = all.filter(b => b.health !== 'down' && b.standing === 'suspected').length;
  const away = all.filter(b => b.health !== 'down' && b.intent !== 'ready').length;
  const panic = pools.filter(p => p.isPanicking);
  const moved = pools.filter(p => p.backends.length > 0 && p.activeTier > Math.min(...p.backends.map(b => b.tier)));
  const facts = [];
  const split = pools.filter(p => p.splitSince);
  if (split.length > 0) facts.push(`${names(split)} ${split.length === 1 ? 'has' : 'have'} several primaries`);
  if (panic.length > 0) facts.push(`${names(panic)} ${panic.length === 1 ? 'uses' : 'use'} all backends (panic)`);
  if (down > 0) facts.push(`${down} of ${all.length} backends ${down === 1 ? 'is' : 'are'} down`);
  if (ejected > 0) facts.push(`${ejected} ${ejected === 1 ? 'is' : 'are'} ejected`);
  if (suspected > 0) facts.push(`${suspected} ${suspected === 1 ? 'is' : 'are'} suspected`);
  if (moved.length > 0) facts.push(`${names(moved)} ${moved.length === 1 ? 'runs' : 'run'} on backup`);
  if (away > 0) facts.push(`${away} ${away === 1 ? 'backend is' : 'backends are'} in drain or maintenance`);
  const unresolved = [...new Set(pools.flatMap(failingNames).map(name => name.name))];
  if (unresolved.length > 0) {
    const more = unresolved.length > 3 ? ` and ${unresolved.length - 3} more` : '';
    facts.push(`${unresolved.length === 1 ? 'host name' : 'host names'} ${unresolved.slice(0, 3).join(', ')}${more}`
      + ' cannot be resolved');
  }
  if (!snapshot.config.isLastReloadGood) facts.push('the last reload was refused');
  if (facts.length > 0) return { level: 'warn', text: `Degraded: ${facts.join('; ')}.` };
  if (all.length === 0) return { level: 'warn', text: 'There are no backends.' };
  return { level: 'good', text: all.length === 1 ? 'Healthy: the backend is up.'
    : `Healthy: all ${all.length} backends are up.` };
}
