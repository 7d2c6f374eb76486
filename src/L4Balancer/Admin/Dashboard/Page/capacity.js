// The assessment of each pool, and of the backends of the chosen one.

import { ApiError, get } from './api.js';
import { $, el, patchList, setAttribute, setText } from './dom.js';
import { count, duration, milliseconds, plural, rate } from './format.js';
import { signs } from './health.js';

const refreshMs = 10_000;
const rowsMax = 100;

export class Capacity {
  #scope = '';
  #wantedAt = 0;

  /** Another pool, or a new connection. */
  async load(scope = this.#scope) {
    this.#scope = scope;
    this.#wantedAt = Date.now();
    const report = await get(`/v1/capacity${scope ? `?pool=${encodeURIComponent(scope)}` : ''}`);
    if (scope === this.#scope) this.#show(report);
  }

  /** With every snapshot; a failure is made good by the next one. */
  take() {
    if (Date.now() - this.#wantedAt < refreshMs) return;
    this.load().catch(error => {
      if (!(error instanceof ApiError)) throw error;
    });
  }

  #show(report) {
    setText($('capacity-note'), `Rates and means of the last ${duration(report.windowSeconds)}. `
      + (this.#scope ? '' : 'Choose a pool above to see its backends.'));
    const pools = report.pools.slice(0, rowsMax);
    patchList($('capacity-pools'), pools, p => p.name, p => rowOf(p.name, poolHeads), (node, p) =>
      fill(node, poolCells(p)));
    const backends = this.#scope ? report.pools[0]?.backends ?? [] : [];
    const shown = backends.length <= rowsMax ? backends : backends.toSorted(
      (a, b) => (b.utilisation.share ?? -1) - (a.utilisation.share ?? -1) || (b.response ?? -1) - (a.response ?? -1))
      .slice(0, rowsMax);
    $('capacity-scroll').hidden = backends.length === 0;
    patchList($('capacity-backends'), shown, b => b.address, b => rowOf(b.address, backendHeads), (node, b) =>
      fill(node, backendCells(b)));
    setText($('capacity-more'), backends.length > rowsMax
      ? `The ${rowsMax} nearest to their limit of ${plural(backends.length, 'backend')}.` : '');
  }
}

const poolHeads = ['Utilisation', 'Headroom', 'Bottleneck', 'If the largest fails', 'If two fail', 'Weights'];
const backendHeads = ['Sessions', 'Answers/s', 'Response', 'p99', 'In progress', 'Share', 'Utilisation'];

const rowOf = (name, heads) => el('tr', {}, el('th', { scope: 'row' }, name),
  ...heads.map(head => el('td', { 'data-head': head })));

/** @param cells texts, or pairs of a text and a level. */
function fill(row, cells) {
  cells.forEach((cell, i) => {
    const [text, level] = Array.isArray(cell) ? cell : [cell, null];
    setText(row.children[i + 1], level && signs[level] ? `${signs[level]} ${text}` : text);
    setAttribute(row.children[i + 1], 'data-tone', level);
  });
}

function poolCells(p) {
  const headroom = p.headroom === undefined ? 'unknown' : p.headroom < 0 ? 'none' : percent(p.headroom);
  const failure = n => p.failures[n] ? [p.failures[n].text, outcomes[p.failures[n].outcome]] : '–';
  return [used(p.utilisation), headroom, [p.bottleneck.text, p.bottleneck.backend ? 'warn' : null],
    failure(0), failure(1), weightsOf(p)];
}

const weightsOf = ({ weights }) => weights.proposed.length === 0 ? weights.text
  : `${weights.proposed.filter(w => w.weight !== w.proposed).slice(0, 10)
    .map(w => `${w.address}: ${w.weight} → ${w.proposed}`).join(', ')} (${weights.text})`;

const backendCells = b => [
  b.maxConnections > 0 ? `${count(b.sessions)} of ${count(b.maxConnections)}` : count(b.sessions),
  rate(b.answersPerSecond), milliseconds(b.response), milliseconds(b.responseP99),
  b.inProgress === undefined ? '–' : rate(b.inProgress), percent(b.share), used(b.utilisation),
];

const outcomes = { holds: 'good', unknown: null, exceeded: 'warn', 'nothing-serves': 'bad' };

function used({ share, how }) {
  if (share === undefined) return `unknown: ${how}`;
  return [`${percent(share)} (${how})`, share > 1 ? 'bad' : share >= 0.8 ? 'warn' : 'good'];
}

const percent = share => share === undefined ? '–' : `${Math.round(share * 100)} %`;
