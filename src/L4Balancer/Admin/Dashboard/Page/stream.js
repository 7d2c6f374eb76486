// Server-sent events by fetch, because EventSource cannot send a token. Reconnects automatically, with backoff.

import { ApiError, request } from './api.js';

const firstWait = 250;
const longestWait = 5000;
/** The stream sends a snapshot each second: a longer silence means a dead connection. */
const silence = 6000;

export class Stream {
  #path;
  #on;
  #lastId = null;
  #wake = () => {};
  #abort = null;
  #isAskedAnew = false;

  /** @param on prepare() before each try, connected(), event(name, data) and lost(error, waitMs). */
  constructor(path, on) {
    this.#path = path;
    this.#on = on;
  }

  /** Follows for as long as the page lives. */
  async run() {
    for (let wait = firstWait; ;) {
      let error;
      try {
        await this.#on.prepare();
        await this.#follow(() => { wait = firstWait; });
        error = new Error('The balancer ended the stream.');
      } catch (e) {
        error = e;
      }
      if (this.#isAskedAnew) continue;
      await this.#pause(error, wait);
      wait = Math.min(longestWait, wait * 2);
    }
  }

  /** Ends the connection or the wait, and reconnects. */
  reconnect() {
    this.#isAskedAnew = true;
    this.#abort?.abort();
    this.#wake();
  }

  /** Reconnects to a process whose event numbers mean other events. */
  startOver() {
    this.#lastId = null;
    this.reconnect();
  }

  async #pause(error, wait) {
    // So that not all open pages reconnect at the same moment.
    const jittered = wait * (0.75 + Math.random() / 2);
    this.#on.lost(error, jittered);
    await new Promise(resolve => {
      this.#wake = resolve;
      setTimeout(resolve, jittered);
    });
  }

  async #follow(connected) {
    this.#isAskedAnew = false;
    this.#abort = new AbortController();
    let watch;
    const heard = () => {
      clearTimeout(watch);
      watch = setTimeout(() => this.#abort.abort(), silence);
    };
    try {
      heard();
      const headers = { Accept: 'text/event-stream' };
      if (this.#lastId !== null) headers['Last-Event-ID'] = this.#lastId;
      const response = await request(this.#path, { headers, signal: this.#abort.signal });
      if (!response.ok) throw new ApiError(response.status, null);
      connected();
      this.#on.connected();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let rest = ''; ;) {
        const { value, done } = await reader.read();
        if (done) return;
        heard();
        const blocks = (rest + value).split(/\r?\n\r?\n/);
        rest = blocks.pop();
        for (const block of blocks) this.#dispatch(block);
      }
    } finally {
      clearTimeout(watch);
    }
  }

  #dispatch(block) {
    let name = 'message';
    const data = [];
    for (const line of block.split(/\r?\n/)) {
      const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line);
      if (field === 'event') name = value;
      else if (field === 'data') data.push(value);
      else if (field === 'id') this.#lastId = value;
    }
    if (data.length > 0) this.#on.event(name, JSON.parse(data.join('\n')));
  }
}
