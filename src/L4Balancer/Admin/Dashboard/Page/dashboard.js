// The page: follows the stream and shows its data.

import { ApiError, get, hasToken, onNewFragment, useToken } from './api.js';
import { ask, listenForAnswers } from './ask.js';
import { Capacity } from './capacity.js';
import { Charts } from './charts.js';
import { Detail } from './detail.js';
import { $, patchOptions, setAttribute, setText } from './dom.js';
import { bytes, clock, count, duration, rate, secondsBetween } from './format.js';
import { verdict } from './health.js';
import { Heat } from './heat.js';
import { Journal } from './journal.js';
import { Picture } from './picture.js';
import { Rates } from './rates.js';
import { reload } from './reload.js';
import { Sources } from './sources.js';
import { Stream } from './stream.js';

const retryMs = 2000;

let role = 'none';
let seen = null;
let lostAt = null;
let connections = 0;
let tokenGiven = () => {};

const mayAct = () => role === 'operator';
const rates = new Rates();
const journal = new Journal();
const charts = new Charts();
const heat = new Heat();
const capacity = new Capacity();
const sources = new Sources();
const detail = new Detail(mayAct);
const picture = new Picture((pool, address) => detail.open(pool, address));
const stream = new Stream('/v1/stream', {
  prepare,
  connected,
  event: (name, data) => name === 'snapshot' ? show(data) : name === 'journal' ? journal.add(data) : null,
  lost,
});

function show(snapshot) {
  if (seen && seen.version !== snapshot.version) {
    // A different version comes with a different page.
    location.reload();
    return;
  }
  if (seen && seen.startedAt !== snapshot.startedAt) startOver();
  seen = snapshot;
  rates.take(snapshot);
  showHeader(snapshot);
  picture.show(snapshot, rates);
  charts.take(snapshot);
  heat.take();
  capacity.take();
  sources.take(snapshot);
  detail.take(snapshot, rates);
  const pools = snapshot.pools.map(p => p.name);
  patchOptions($('scope'), pools);
  patchOptions($('journal-pool'), pools);
}

/** A new process numbers its events from the start, and has no earlier history. */
function startOver() {
  journal.clear();
  stream.startOver();
}

function showHeader(snapshot) {
  const { level, text } = verdict(snapshot);
  setText($('verdict'), text);
  setAttribute($('verdict'), 'data-level', level);
  document.title = { good: '', warn: '! ', bad: '✕ ' }[level] + 'L4Balancer';
  const flow = rates.of('');
  const { config, sessions } = snapshot;
  const facts = {
    version: `${snapshot.version}, ${snapshot.engine}`,
    uptime: duration(secondsBetween(snapshot.startedAt, snapshot.at)),
    generation: count(snapshot.generation),
    sessions: sessions.max > 0 ? `${count(sessions.active)} of ${count(sessions.max)}` : count(sessions.active),
    rate: rate(flow.sessions),
    bytes: bytes(flow.bytes),
    config: config.isLastReloadGood
      ? `read ${duration(secondsBetween(config.loadedAt, snapshot.at))} ago` : 'last reload refused',
    role: { operator: 'operator', reader: 'reader', none: 'no role yet' }[role],
  };
  for (const [name, value] of Object.entries(facts)) setText(document.querySelector(`[data-fact=${name}]`), value);
}

function connected() {
  lostAt = null;
  $('banner').hidden = true;
  document.body.classList.remove('lost');
  const connection = ++connections;
  const isLost = () => connection !== connections;
  untilHad(() => journal.load(), isLost);
  untilHad(() => charts.load(), isLost);
  untilHad(() => heat.load(), isLost);
  untilHad(() => capacity.load(), isLost);
}

function lost(error, wait) {
  lostAt ??= new Date();
  setText($('banner-text'), `No connection to the balancer since ${clock(lostAt)}: the data shown is outdated.`
    + ` Retrying in ${Math.max(1, Math.round(wait / 1000))} s.`);
  $('banner').hidden = false;
  setText($('verdict'), 'Unknown: no connection to the balancer.');
  setAttribute($('verdict'), 'data-level', 'unknown');
  document.body.classList.add('lost');
}

/** Asks the API for this page's role; without a role it waits until another token is entered. */
async function prepare() {
  const who = await get('/v1/whoami');
  role = who.role;
  $('reload').hidden = !mayAct();
  $('token').hidden = !who.needsToken && !hasToken();
  if (role !== 'none') return;
  const given = new Promise(resolve => { tokenGiven = resolve; });
  if (!seen) setText($('verdict'), 'This balancer requires a token.');
  askForToken(hasToken());
  await given;
  await prepare();
}

function askForToken(wasRefused = false) {
  $('ask').close();
  ask({
    title: 'Token', action: 'Use this token',
    text: wasRefused ? 'The balancer did not accept this token. Enter another one.'
      : 'The admin address requires the token of an operator or a reader. This tab keeps it until it is closed.',
    fields: [{ name: 'token', label: 'Token', type: 'password', required: true }],
    run: async ({ token }) => takeToken(token.trim()),
  });
}

function takeToken(token) {
  useToken(token);
  $('ask').close();
  tokenGiven();
  // The connection with the old token ends; the next attempt uses this one.
  stream.reconnect();
}

/** Retries a request that fails temporarily, such as after too many requests. */
async function untilHad(load, isInVain) {
  for (; !isInVain(); await new Promise(resolve => { setTimeout(resolve, retryMs); })) {
    try {
      await load();
      return;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }
}

const themes = { system: 'light', light: 'dark', dark: 'system' };

function showTheme() {
  setText($('theme'), `Theme: ${document.documentElement.dataset.theme ?? 'system'}`);
}

$('theme').addEventListener('click', () => {
  const theme = themes[document.documentElement.dataset.theme ?? 'system'];
  setAttribute(document.documentElement, 'data-theme', theme === 'system' ? null : theme);
  try {
    localStorage.setItem('l4balancer.theme', theme);
  } catch {
    // Then only for this page view.
  }
  showTheme();
  charts.redraw();
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => charts.redraw());
$('reload').addEventListener('click', () => reload());
$('token').addEventListener('click', () => askForToken());
$('retry').addEventListener('click', () => stream.reconnect());
$('scope').addEventListener('change', () => {
  const scope = $('scope').value;
  for (const part of [charts, heat, capacity]) untilHad(() => part.load(scope), () => $('scope').value !== scope);
});
onNewFragment(takeToken);
listenForAnswers();
showTheme();
// After a laptop wakes up, outdated data is detected at once.
addEventListener('online', () => stream.reconnect());
stream.run();
