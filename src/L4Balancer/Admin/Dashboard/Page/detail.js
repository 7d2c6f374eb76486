// The dialog of one backend or one pool: its facts, its actions, its sessions.

import { backendActs, poolActs } from './acts.js';
import { $, el, isFocusLost, patchFacts, setAttribute, setText } from './dom.js';
import { agentOf, roleOf, standingOf } from './facts.js';
import { bytes, count, duration, milliseconds, rate, secondsBetween } from './format.js';
import { causeOf, failingNames, levelOf, signs, stateOf, tierName } from './health.js';
import { backendKey, quantile } from './rates.js';
import { Sessions } from './sessions.js';

export class Detail {
  #of = null;
  #snapshot = null;
  #rates = null;
  #mayAct = () => false;
  #sessions;

  /** @param mayAct returns whether this page's role is operator. */
  constructor(mayAct) {
    this.#mayAct = mayAct;
    this.#sessions = new Sessions(mayAct);
    $('detail-close').addEventListener('click', () => $('detail').close());
    $('detail').addEventListener('close', () => {
      if ($('detail').open) return;
      // The card of a removed backend is gone; its pool is next to it.
      if (isFocusLost($('detail'))) cardOf(this.#of?.pool)?.focus();
      this.#of = null;
      this.#sessions.stop();
    });
  }

  take(snapshot, rates) {
    [this.#snapshot, this.#rates] = [snapshot, rates];
    if (this.#of) this.#show();
  }

  open(pool, address) {
    this.#of = { pool, address };
    if (this.#isGone()) return;
    const makeActs = address === null ? poolActs : backendActs;
    const acts = makeActs(() => this.#find(), () => this.#snapshot.generation);
    $('detail-actions').replaceChildren(...this.#mayAct()
      ? acts.map(([name, act]) => el('button', { type: 'button', onclick: act }, name)) : []);
    setText($('detail-title'), address === null ? `Pool ${pool}` : address);
    $('sessions').hidden = address === null;
    this.#sessions.of(pool, address);
    this.#show();
    $('detail').showModal();
    $('detail-close').focus();
  }

  #find() {
    const pool = this.#snapshot.pools.find(p => p.name === this.#of.pool);
    return { pool, backend: pool?.backends.find(b => b.address === this.#of.address) };
  }

  #isGone() {
    const { pool, backend } = this.#find();
    return !pool || (this.#of.address !== null && !backend);
  }

  #show() {
    if (this.#isGone()) {
      this.#showGone();
      return;
    }
    const { pool, backend } = this.#find();
    if (backend) this.#showBackend(pool, backend);
    else this.#showPool(pool);
  }

  /** No more actions are possible, except on its remaining sessions. */
  #showGone() {
    setText($('detail-state'), this.#of.address === null ? 'This pool no longer exists.'
      : `It is no longer in pool ${this.#of.pool}. Running sessions continue.`);
    setAttribute($('detail-state'), 'data-level', 'warn');
    if ($('detail-actions').contains(document.activeElement)) $('detail-close').focus();
    $('detail-actions').replaceChildren();
    patchFacts($('detail-facts'), []);
  }

  #showBackend(pool, b) {
    const state = stateOf(b);
    const now = this.#snapshot.at;
    setAttribute($('detail-state'), 'data-level', state.level);
    setText($('detail-state'), [`${state.sign} ${state.word}`, causeOf(b)].filter(t => t).join(': '));
    const flow = this.#rates.of(backendKey(pool.name, b.address));
    const { bounds, counts } = b.connectTime;
    const facts = [
      ['Pool', pool.name],
      ['Health', `${b.health} for ${duration(secondsBetween(b.healthSince, now))}`],
      ['Wanted', b.intent],
      ['New sessions', b.isServing ? 'yes' : 'no'],
      ['Tier', `${b.tier} (${tierName(b.tier)})`],
      ['Weight', b.weightInForce === b.weight ? b.weight : `${b.weight}, now ${+b.weightInForce.toFixed(2)}`],
      ['Sessions', b.maxConnections > 0 ? `${count(b.active)} of ${count(b.maxConnections)}` : count(b.active)],
      ['New per second', rate(flow.sessions)],
      ['Bytes per second', bytes(flow.bytes)],
      ['Uploaded', bytes(b.bytesUploaded)],
      ['Downloaded', bytes(b.bytesDownloaded)],
      ['Response time', milliseconds(b.signals.response)],
      ['Response p99', milliseconds(responseQuantile(b, 0.99))],
      ['Waiting for an answer', b.signals.silence
        ? `${count(b.signals.waiting)}, silent for ${milliseconds(b.signals.silence)}` : count(b.signals.waiting)],
      ['Connect p50', milliseconds(quantile(bounds, counts, 0.5))],
      ['Connect p99', milliseconds(quantile(bounds, counts, 0.99))],
      ['Failed connects', count(b.connectFailures)],
      ['Ports in use', count(b.portsInUse)],
    ];
    facts.push(...roleOf(b, now), ...standingOf(b, now), ...agentOf(b));
    if (b.weightFrom) {
      facts.push(['Weight from', `reported ${b.weightFrom.reported} %, measured ${b.weightFrom.measured} %`]);
    }
    if (b.signals.roundTrip) facts.push(['Round trip', milliseconds(b.signals.roundTrip)]);
    if (b.signals.retransmits > 0) facts.push(['Retransmits', count(b.signals.retransmits)]);
    if (b.drainEndsAt) facts.push(['Drain ends in', duration(secondsBetween(now, b.drainEndsAt))]);
    if (b.drainRate) facts.push(['Then ends', `${count(b.drainRate)} per second`]);
    if (b.entry !== b.address) facts.push(['Entry', b.entry]);
    if (b.changed.length > 0) facts.push(['Changed at run time', b.changed.join(', ')]);
    if (b.probe) facts.push(['Probes', `${count(b.probe.good)} good, ${count(b.probe.bad)} bad`]);
    if (b.probe?.lastDuration) facts.push(['Last probe', milliseconds(b.probe.lastDuration)]);
    if (b.probe?.certificateExpires) facts.push(['Certificate expires', b.probe.certificateExpires.slice(0, 10)]);
    if (b.probe?.lastCause) facts.push(['Last probe result', b.probe.lastCause]);
    patchFacts($('detail-facts'), [...facts, ...endedOf(b)]);
  }

  #showPool(p) {
    const flow = this.#rates.of(p.name);
    const level = levelOf(p);
    setAttribute($('detail-state'), 'data-level', level);
    setText($('detail-state'), `${signs[level]} ${p.eligible} of ${p.backends.length} backends get new sessions`);
    const facts = [
      ['Policy', p.policy],
      ['Failover', p.mode],
      ['Tier in use', `${p.activeTier} (${tierName(p.activeTier)})`],
      ['Role', p.role],
      ['Required', p.isRequired ? 'yes' : 'no'],
      ['Panic', p.isPanicking ? 'yes: all backends are used' : 'no'],
      ['Sessions', count(p.active) + (p.sessionLimit ? ` of ${count(p.sessionLimit)}` : '')],
      ['New per second', rate(flow.sessions)],
      ['Bytes per second', bytes(flow.bytes)],
      ['Retries', count(p.retries)],
    ];
    if (p.queueLimit || p.waiting) {
      facts.push(['Waiting', count(p.waiting) + (p.queueLimit ? ` of ${count(p.queueLimit)}` : '')]);
    }
    if (p.rebalance) {
      facts.push(['Balance', `${p.rebalance.state}, ${count(p.rebalance.excess)} sessions too many`
        + (p.rebalance.isDryRun ? ' (dry run)' : '')]);
    }
    if (p.splitSince) facts.push(['Several primaries for', duration(secondsBetween(p.splitSince, this.#snapshot.at))]);
    if (p.failbackAt) facts.push(['Fails back in', duration(secondsBetween(this.#snapshot.at, p.failbackAt))]);
    patchFacts($('detail-facts'), [...facts, ...namesOf(p, this.#snapshot.at), ...endedOf(p)]);
  }
}

/** Problems with host names, and backends that are missing from their answers. */
const namesOf = (pool, now) => [
  ...failingNames(pool).map(name =>
    [name.name, `cannot be resolved, for ${duration(secondsBetween(name.failingSince, now))}: ${name.cause}`]),
  ...(pool.names ?? []).flatMap(name => name.ignored.map(what => [name.name, `not used: ${what}`])),
  ...(pool.held ?? []).map(held => [held.address,
    `missing from the answers for ${held.entry}: ${held.health}, ${held.intent}, kept for `
      + duration(secondsBetween(now, held.forgottenAt))]),
];

const responseQuantile = ({ signals: { responseTime } }, share) =>
  responseTime ? quantile(responseTime.bounds, responseTime.counts, share) : null;

const cardOf = pool => [...document.querySelectorAll('.pool')].find(card => card.dataset.pool === pool);

const endedOf = thing => Object.entries(thing.ended).filter(([, n]) => n > 0)
  .map(([reason, n]) => [`Ended: ${reason}`, count(n)]);
