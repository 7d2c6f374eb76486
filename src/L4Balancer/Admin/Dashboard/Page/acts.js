// What an operator can do, each with what it asks for first.

import { backendPath, poolPath, post, remove } from './api.js';
import { ask } from './ask.js';
import { say } from './dom.js';
import { plural } from './format.js';
import { tierName } from './health.js';

const most = 10_000_000;

const rateField = { name: 'rate', label: 'Sessions ended a second', min: 1, max: most, placeholder: 'all at once' };

const persistField = { name: 'persist', label: 'Write it to the config file too', type: 'checkbox' };

const kept = persist => persist ? '?persist=true' : '';

function done(text, result) {
  if (result?.notPersisted) say(`${text} It is not in the config file: ${result.notPersisted}`, 'warning');
  else say(text);
}

/**
 * @param look gives what the page knows of it now: { pool, backend }.
 * @param generation gives the generation in force as the page knows it.
 */
export function backendActs(look, generation) {
  const [pool, address] = [look().pool.name, look().backend.address];
  const path = backendPath(pool, address);
  const act = (what, body, text) => async values => done(text, await post(`${path}/${what}`, body(values)));
  return [
    ['Drain…', () => ask({
      title: `Drain ${address}?`, action: 'Drain', isDanger: true,
      text: `It gets no new sessions from pool ${pool}; those that run finish. After the deadline the rest is ended.`,
      fields: [
        { name: 'deadlineSeconds', label: 'Deadline in seconds', min: 0, max: 86400, placeholder: 'none' },
        { ...rateField, hint: 'How gently the rest is ended: after the deadline, or from now on if there is none.' },
      ],
      run: act('drain', v => v, `${address} drains.`),
    })],
    ['Maintenance…', () => ask({
      title: `Put ${address} into maintenance?`, action: 'Put into maintenance', isDanger: true,
      text: 'It gets no new sessions until it is set ready again; those that run may take as long as they want.',
      run: act('maintenance', () => ({}), `${address} is in maintenance.`),
    })],
    ['Ready…', () => ask({
      title: `Set ${address} ready?`, action: 'Set ready',
      text: 'It gets new sessions again as soon as its health allows it. This ends a drain and a maintenance.',
      run: act('ready', () => ({}), `${address} is ready.`),
    })],
    ['Weight…', () => ask({
      title: `Weight of ${address}`, action: 'Set the weight', generation,
      text: 'Its share of new sessions compared with the others of its tier.',
      fields: [
        { name: 'weight', label: 'Weight', min: 1, max: 1000, placeholder: 'as configured' },
        persistField,
      ],
      run: async ({ weight, persist }) => done(`The weight of ${address} is set.`,
        await post(`${path}/weight${kept(persist)}`, { weight }, generation())),
    })],
    ['Reset sessions…', () => ask({
      title: `Reset the sessions of ${address}?`, action: 'Reset sessions', isDanger: true,
      text: 'Every session on it is ended with a reset to both sides; clients connect anew.',
      fields: [rateField],
      run: act('reset-sessions', v => v, `The sessions of ${address} are reset.`),
    })],
    ['Remove…', () => ask(removal(look(), generation))],
  ];
}

/** A removal is of an entry of the config: one that names a host goes with all its addresses. */
function removal({ pool, backend }, generation) {
  const { entry } = backend;
  const gone = pool.backends.filter(b => b.entry === entry);
  const running = gone.reduce((sum, b) => sum + b.active, 0);
  const all = gone.length > 1 ? ` with all its ${gone.length} addresses` : '';
  const them = running === 1 ? 'it' : 'them';
  const rest = running === 0 ? 'No session runs on it now.'
    : `${running === 1 ? 'The session that runs goes on' : `The ${plural(running, 'session')} that run go on`} until`
      + ` client or backend ends ${them}; a drain with a deadline, before, would end ${them}.`;
  return {
    title: `Remove ${entry} from pool ${pool.name}?`, action: 'Remove', isDanger: true, generation,
    text: `It leaves the pool${all} and gets no new sessions. ${rest}`,
    fields: [persistField],
    run: async ({ persist }) => done(`${entry} is removed.`,
      await remove(backendPath(pool.name, entry) + kept(persist), generation())),
  };
}

export function poolActs(look, generation) {
  const pool = look().pool.name;
  const path = poolPath(pool);
  const tiers = [...new Set(look().pool.backends.map(b => b.tier))].sort((a, b) => a - b);
  return [
    ['Add a backend…', () => ask({
      title: `Add a backend to pool ${pool}`, action: 'Add',
      text: 'It gets new sessions as soon as its health allows it.',
      fields: [
        {
          name: 'address', label: 'Address', type: 'text', required: true, spellcheck: 'false',
          hint: 'As in the config file: 10.0.0.13:6379, a host name with a port, or unix:/run/x.sock.',
        },
        { name: 'weight', label: 'Weight', min: 1, max: 1000, placeholder: '1' },
        { name: 'tier', label: 'Tier', min: 0, max: 15, placeholder: '0 (primary)' },
        { name: 'maxConnections', label: 'Sessions at most', min: 0, max: most, placeholder: 'no limit' },
        persistField,
      ],
      run: async ({ persist, ...entry }) => done(`${entry.address} is added.`,
        await post(`${path}/backends${kept(persist)}`, entry)),
    })],
    ['Failover…', () => ask({
      title: `Fail pool ${pool} over?`, action: 'Fail over', isDanger: true, generation,
      text: `New sessions go to another tier. It has ${tiers.map(t => `${t} (${tierName(t)})`).join(', ')}.`,
      fields: [{ name: 'tier', label: 'Tier', min: 0, max: 15, placeholder: 'the next that can serve' }],
      run: async ({ tier }) => done(`Pool ${pool} failed over.`,
        await post(`${path}/failover`, { tier }, generation())),
    })],
    ['Failback…', () => ask({
      title: `Fail pool ${pool} back?`, action: 'Fail back', generation,
      text: 'New sessions go to the first tier that has an eligible backend.',
      run: async () => done(`Pool ${pool} failed back.`, await post(`${path}/failback`, {}, generation())),
    })],
  ];
}
