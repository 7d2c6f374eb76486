// What traffic and the agent say of a backend, as pairs of a name and a value.

import { count, duration, secondsBetween } from './format.js';
import { causeOf } from './health.js';

/** What real traffic says of a backend, if it is not all good, and was not always. */
export function standingOf(b, now) {
  const facts = [];
  if (b.standing !== 'good') {
    const isSaid = causeOf(b) === b.standingCause;
    facts.push(['Standing', `${b.standing} for ${duration(secondsBetween(b.standingSince, now))}`
      + (isSaid ? '' : `: ${b.standingCause}`)]);
  }
  if (b.ejectedUntil) facts.push(['Used again in', duration(secondsBetween(now, b.ejectedUntil))]);
  const times = Object.entries(b.suspicions).map(([cause, n]) => `${cause} ${count(n)}`);
  if (times.length > 0) facts.push(['Suspected or ejected so far', times.join(', ')]);
  if (b.badEnds > 0) facts.push(['Ended before a byte', count(b.badEnds)]);
  return facts;
}

/** The role of its server. */
export function roleOf({ role }, now) {
  if (!role) return [];
  const doubt = role.isConfirmed || role.name === 'unknown' ? '' : ', as last known';
  const since = role.since ? ` for ${duration(secondsBetween(role.since, now))}` : '';
  const facts = [['Role', `${role.name}${since}${doubt}`]];
  if (role.name === 'replica') facts.push(['Lag', role.lag === undefined ? 'unknown' : `${role.lag.toFixed(1)} s`]);
  return facts;
}

/** What the agent of its server reports. */
export function agentOf({ agent }) {
  if (!agent) return [];
  const reason = agent.reason ? `: ${agent.reason}` : '';
  const facts = [['Agent', agent.isStale ? `does not answer: ${agent.lastCause}` : `${agent.state}${reason}`]];
  if (agent.weightPercent !== 100) facts.push(['Agent’s weight', `${agent.weightPercent} %`]);
  if (agent.maxConnections > 0) facts.push(['Agent’s limit', `${count(agent.maxConnections)} sessions`]);
  const figures = Object.entries({
    CPU: percent(100 - agent.cpuIdle), memory: percent(100 - agent.memoryAvailable), load: agent.load,
  }).filter(([, value]) => value !== undefined).map(([name, value]) => `${name} ${value}`);
  if (figures.length > 0) facts.push(['Server in use', figures.join(', ')]);
  const pressures = Object.entries({ CPU: agent.pressureCpu, memory: agent.pressureMemory, disk: agent.pressureIo })
    .filter(([, value]) => value !== undefined).map(([name, value]) => `${name} ${value} %`);
  if (pressures.length > 0) facts.push(['Waits in 10 s (PSI)', pressures.join(', ')]);
  return facts;
}

const percent = share => Number.isNaN(share) ? undefined : `${share} %`;
