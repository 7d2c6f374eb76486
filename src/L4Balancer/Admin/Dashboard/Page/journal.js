// The journal, newest events first, filtered by pool and severity.

import { get } from './api.js';
import { $, el, patchList, setAttribute } from './dom.js';
import { clock } from './format.js';

/** Maximum number of events kept and shown. */
const kept = 1000;
const shownMax = 200;

const ranks = { info: 0, warning: 1, error: 2 };
const signs = { info: 'i', warning: '!', error: '✕' };

export class Journal {
  #events = [];
  #lastId = 0;

  constructor() {
    $('journal-pool').addEventListener('change', () => this.#show());
    $('journal-severity').addEventListener('change', () => this.#show());
  }

  /** Events before the stream began. Not announced to screen readers: only new ones are. */
  async load() {
    const events = await get(`/v1/events?after=${this.#lastId}`);
    setAttribute($('journal'), 'aria-busy', 'true');
    for (const event of events) this.#keep(event);
    this.#show();
    requestAnimationFrame(() => setAttribute($('journal'), 'aria-busy', null));
  }

  add(event) {
    if (this.#keep(event)) this.#show();
  }

  /** A new process has a new journal. */
  clear() {
    this.#events = [];
    this.#lastId = 0;
    this.#show();
  }

  #keep(event) {
    if (event.id <= this.#lastId) return false;
    this.#lastId = event.id;
    this.#events.unshift(event);
    this.#events.length = Math.min(this.#events.length, kept);
    return true;
  }

  #show() {
    const pool = $('journal-pool').value;
    const least = ranks[$('journal-severity').value];
    const fits = e => (ranks[e.severity] ?? 0) >= least && (!pool || e.pool === pool);
    const events = this.#events.filter(fits).slice(0, shownMax);
    patchList($('events'), events, e => e.id, make);
    $('no-events').hidden = events.length > 0;
  }
}

function make(event) {
  const about = [event.pool, event.backend].filter(x => x).join(' · ');
  return el('li', { 'data-severity': event.severity },
    el('time', { datetime: event.at, title: new Date(event.at).toLocaleString() }, clock(event.at)),
    el('span', { class: 'severity' }, `${signs[event.severity] ?? 'i'} ${event.severity}`),
    el('span', { class: 'message' }, event.message,
      el('span', { class: 'muted' }, [about, event.actor && `by ${event.actor}`].filter(x => x)
        .map(text => ` — ${text}`).join(''))));
}
