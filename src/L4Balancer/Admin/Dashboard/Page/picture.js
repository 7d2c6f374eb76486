// The picture: a lane per pool, from its listeners through the pool to its backends.

import { $, el, patchList, setAttribute, setText, svg } from './dom.js';
import { bytes, count, plural, rate } from './format.js';
import { causeOf, isUnwell, levelOf, signs, stateOf, tierName } from './health.js';
import { backendKey } from './rates.js';
import { drawLinks } from './links.js';

/** Maximum drawn, so that a page with ten thousand backends stays fast; the filter finds the others. */
const backendsMax = 400;
const lanesMax = 100;
/** Up to this many, a pool has a line for each backend; above that, tiles. */
const linesMax = 12;

export class Picture {
  #open;
  #shown = null;

  /** @param open called on a click: (pool, address or null). */
  constructor(open) {
    this.#open = open;
    $('filter').addEventListener('input', () => this.#again());
    $('only-bad').addEventListener('change', () => this.#again());
    new ResizeObserver(() => document.querySelectorAll('.lane').forEach(lane => drawLinks(lane))).observe($('lanes'));
  }

  show(snapshot, rates) {
    this.#shown = [snapshot, rates];
    const { lanes, left } = this.#choose(snapshot);
    const note = left.length > 0 ? `Not drawn: ${left.join(' and ')}. The filter finds them.`
      : lanes.length === 0 && snapshot.pools.length > 0 ? 'Nothing matches the filter.' : '';
    setText($('picture-note'), note);
    patchList($('lanes'), lanes, lane => lane.pool.name, lane => this.#makeLane(lane),
      (node, lane) => this.#updateLane(node, lane, rates));
  }

  #again() {
    if (this.#shown) this.show(...this.#shown);
  }

  #choose(snapshot) {
    const words = $('filter').value.toLowerCase().split(/\s+/).filter(w => w);
    const onlyBad = $('only-bad').checked;
    let [room, hidden, hiddenLanes] = [backendsMax, 0, 0];
    const lanes = [];
    for (const pool of snapshot.pools) {
      const listeners = snapshot.listeners.filter(l => l.pool === pool.name);
      const around = `${pool.name} ${listeners.map(l => `${l.name} ${l.bind.join(' ')}`).join(' ')}`.toLowerCase();
      const fits = backend => {
        if (onlyBad && !isUnwell(backend)) return false;
        if (words.length === 0) return true;
        const text = `${around} ${backend.address} ${backend.entry} ${stateOf(backend).word} ${tierName(backend.tier)}`;
        return words.every(word => text.toLowerCase().includes(word));
      };
      const isPlain = words.length === 0 && !onlyBad;
      const backends = isPlain ? pool.backends : pool.backends.filter(fits);
      if (backends.length === 0 && !isPlain) continue;
      if (lanes.length === lanesMax) {
        hiddenLanes++;
        continue;
      }
      const drawn = backends.slice(0, room);
      room -= drawn.length;
      hidden += backends.length - drawn.length;
      lanes.push({ pool, listeners, backends: drawn });
    }
    const left = [];
    if (hidden > 0) left.push(`${count(hidden)} more backends`);
    if (hiddenLanes > 0) left.push(`${count(hiddenLanes)} more pools`);
    return { lanes, left };
  }

  #makeLane({ pool }) {
    const card = el('button', {
      type: 'button', class: 'card pool', 'data-pool': pool.name, onclick: () => this.#open(pool.name, null),
    },
      el('span', { class: 'name' }), el('span', { class: 'state' }), el('span', { class: 'muted' }),
      el('span', { class: 'muted' }));
    return el('section', { class: 'lane', 'aria-label': `Pool ${pool.name}` },
      svg('svg', { class: 'links', 'aria-hidden': 'true' }),
      el('ul', { class: 'listeners', 'aria-label': `Listeners of pool ${pool.name}` }),
      el('div', { class: 'middle' }, card),
      el('ul', { class: 'backends', 'aria-label': `Backends of pool ${pool.name}` }));
  }

  #updateLane(node, { pool, listeners, backends }, rates) {
    const [, listenerList, middle, backendList] = node.children;
    const flow = rates.of(pool.name);
    const card = middle.firstChild;
    const level = levelOf(pool);
    setAttribute(card, 'data-level', level);
    const [name, state, numbers, flows] = card.children;
    setText(name, pool.name);
    const isOnBackup = pool.activeTier > Math.min(...pool.backends.map(b => b.tier));
    setText(state, `${signs[level]} ${pool.eligible} of ${pool.backends.length} serving`
      + (pool.splitSince ? ', split brain' : pool.isPanicking ? ', panic'
        : isOnBackup ? `, on ${tierName(pool.activeTier)}` : ''));
    setText(numbers, `${pool.policy}, ${plural(pool.active, 'session')}`);
    setText(flows, `${rate(flow.sessions)}/s, ${bytes(flow.bytes)}/s`);
    patchList(listenerList, listeners, l => l.name, makeListener, (item, l) => updateListener(item, l));
    const isTiled = backends.length > linesMax;
    setAttribute(backendList, 'data-tiled', isTiled);
    patchList(backendList, backends, b => b.address, b => this.#makeBackend(pool.name, b),
      (item, b) => updateBackend(item, b, pool, rates.of(backendKey(pool.name, b.address)), isTiled));
    drawLinks(node, {
      listeners: listeners.map(l => rates.of(`listener ${l.name}`).sessions ?? 0),
      backends: isTiled ? null : backends.map(b => ({
        flow: rates.of(backendKey(pool.name, b.address)).sessions ?? 0, level: stateOf(b).level,
      })),
      pool: flow.sessions ?? 0,
    });
  }

  #makeBackend(pool, { address }) {
    return el('li', {}, el('button', {
      type: 'button', class: 'card backend', 'data-backend': address, onclick: () => this.#open(pool, address),
    },
    el('span', { class: 'state' }), el('span', { class: 'name' }), el('span', { class: 'badges' }),
    el('span', { class: 'numbers' }), el('span', { class: 'cause' })));
  }
}

function makeListener() {
  return el('li', { class: 'card listener' }, el('span', { class: 'name' }), el('span', { class: 'muted bind' }),
    el('span', { class: 'muted' }));
}

function updateListener(item, listener) {
  const [name, bind, numbers] = item.children;
  setText(name, listener.name);
  setText(bind, listener.bind.join(', '));
  setText(numbers, plural(listener.active, 'session'));
}

function updateBackend(item, backend, pool, flow, isTiled) {
  const card = item.firstChild;
  const state = stateOf(backend);
  setAttribute(card, 'data-level', state.level);
  setAttribute(card, 'data-idle', !backend.isServing);
  const [sign, name, badges, numbers, cause] = card.children;
  setText(sign, `${state.sign} ${state.word}`);
  setText(name, backend.address);
  const why = causeOf(backend);
  setText(cause, why);
  setAttribute(card, 'title', why ? `${backend.address}: ${why}` : backend.address);
  patchList(badges, badgesOf(backend, pool, isTiled), b => b, b => el('span', { class: 'badge' }, b));
  setText(numbers, `${plural(backend.active, 'session')} · ${rate(flow.sessions)}/s`);
}

/** Whether its agent alone makes the weight in force. */
const isByAgent = ({ agent, weight, weightInForce }) =>
  agent !== undefined && Math.abs(weightInForce - weight * agent.weightPercent / 100) < 0.005;

function badgesOf(backend, pool, isTiled) {
  const badges = [];
  if (backend.role && backend.role.name !== 'unknown') badges.push(backend.role.name);
  if (backend.tier > 0) badges.push(tierName(backend.tier));
  const hasTiers = pool.backends.some(b => b.tier !== backend.tier);
  if (!isTiled && hasTiers && backend.tier === pool.activeTier) badges.push('in use');
  if (backend.health === 'down' && backend.intent !== 'ready') badges.push(backend.intent);
  const force = Math.round(backend.weightInForce * 100) / 100;
  const isStarting = backend.isServing && force < backend.weight && !isByAgent(backend);
  if (backend.weight !== 1 || isStarting) {
    badges.push(isStarting ? `weight ${force} of ${backend.weight}` : `weight ${backend.weight}`);
  }
  if (backend.agent?.isStale) badges.push('agent silent');
  else if (backend.agent && backend.agent.weightPercent !== 100) badges.push(`agent ${backend.agent.weightPercent} %`);
  if (backend.changed.includes('added')) badges.push('added');
  return badges;
}
