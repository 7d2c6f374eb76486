// The sessions of the selected backend, on demand.

import { ApiError, get, post } from './api.js';
import { ask } from './ask.js';
import { $, el, patchList, say, setText } from './dom.js';
import { bytes, count, duration } from './format.js';

const shownMax = 50;
const everyMs = 2000;

export class Sessions {
  #of = null;
  #timer = null;
  #mayAct;

  constructor(mayAct) {
    this.#mayAct = mayAct;
    $('sessions-show').addEventListener('click', () => this.#load());
    $('sessions-order').addEventListener('change', () => {
      if (!$('sessions-scroll').hidden) this.#load();
    });
  }

  of(pool, backend) {
    this.stop();
    this.#of = { pool, backend };
    $('sessions-scroll').hidden = true;
    setText($('sessions-note'), '');
    setText($('sessions-show'), 'Show sessions');
  }

  stop() {
    clearTimeout(this.#timer);
    this.#of = null;
  }

  async #load() {
    clearTimeout(this.#timer);
    const of = this.#of;
    if (!of) return;
    const query = new URLSearchParams({ ...of, order: $('sessions-order').value, limit: shownMax });
    try {
      const page = await get(`/v1/sessions?${query}`);
      if (of !== this.#of) return;
      this.#show(page);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setText($('sessions-note'), error.message);
    }
    if (of === this.#of) this.#timer = setTimeout(() => this.#load(), everyMs);
  }

  #show(page) {
    $('sessions-scroll').hidden = page.sessions.length === 0;
    setText($('sessions-show'), 'Refresh');
    setText($('sessions-note'), page.total === 0 ? 'No running sessions.'
      : page.total > page.sessions.length ? `${count(page.sessions.length)} of ${count(page.total)}.` : '');
    patchList($('sessions-rows'), page.sessions, s => s.id, s => this.#make(s), update);
  }

  #make(session) {
    const heads = [...$('sessions-scroll').querySelectorAll('thead th')].slice(1, 7);
    const cells = heads.map(head => el('td', { class: head.className || null, 'data-head': head.textContent }));
    const row = el('tr', {}, el('th', { scope: 'row' }), ...cells, el('td'));
    if (this.#mayAct()) {
      row.lastChild.append(el('button', {
        type: 'button', 'aria-label': `Close the session of ${session.client}`, onclick: () => this.#close(session),
      }, 'Close…'));
    }
    return row;
  }

  #close(session) {
    ask({
      title: `Close the session of ${session.client}?`, action: 'Close', isDanger: true,
      text: 'Both sides get a reset.',
      run: async () => {
        await post(`/v1/sessions/${encodeURIComponent(session.id)}/close`);
        say(`The session of ${session.client} has been closed.`);
        this.#load();
      },
    });
  }
}

function update(row, s) {
  const cells = [s.client, s.listener, s.state, duration(s.age), duration(s.idle), bytes(s.bytesUploaded),
    bytes(s.bytesDownloaded)];
  cells.forEach((text, i) => setText(row.children[i], text));
}
