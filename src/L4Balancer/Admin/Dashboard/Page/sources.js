// Where connections come from, while a listener counts its sources.

import { ApiError, get } from './api.js';
import { $, el, patchList, setText } from './dom.js';
import { count } from './format.js';

const refreshMs = 5000;
const shownMax = 20;
const heads = ['Listener', 'Sessions', 'New per minute', 'Refused per minute'];

export class Sources {
  #wantedAt = 0;

  constructor() {
    $('sources-order').addEventListener('change', () => this.#reload());
  }

  /** With every snapshot; a failure is made good by the next one. */
  take(snapshot) {
    $('sources').hidden = snapshot.sources.capacity === 0;
    if (!$('sources').hidden && Date.now() - this.#wantedAt >= refreshMs) this.#reload();
  }

  #reload() {
    this.#load().catch(error => {
      if (!(error instanceof ApiError)) throw error;
    });
  }

  async #load() {
    this.#wantedAt = Date.now();
    const order = $('sources-order').value;
    const report = await get(`/v1/sources?order=${order}&limit=${shownMax}`);
    if (order === $('sources-order').value) this.#show(report);
  }

  #show(report) {
    patchList($('sources-rows'), report.sources, s => `${s.listener} ${s.source}`, rowOf, update);
    setText($('sources-note'), report.sources.length === 0 ? 'No recent connections.'
      : report.notCounted.length > 0 ? `Not counted at ${report.notCounted.join(', ')}.` : '');
  }
}

const rowOf = s => el('tr', {}, el('th', { scope: 'row' }, s.source),
  ...heads.map(head => el('td', { 'data-head': head })));

function update(row, s) {
  const cells = [s.listener, count(s.sessions), count(Math.round(s.connectionsPerMinute)),
    count(Math.round(s.refusedPerMinute))];
  cells.forEach((text, i) => setText(row.children[i + 1], text));
}
