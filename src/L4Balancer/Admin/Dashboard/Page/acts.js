// The operator's actions, each with its dialog.

import { backendPath, poolPath, post, remove } from './api.js';
import { ask } from './ask.js';
import { say } from './dom.js';
import { plural } from './format.js';
import { tierName } from './health.js';

const most = 10_000_000;

const rateField = { name: 'rate', label: 'Sessions ended per second', min: 1, max: most, placeholder: 'all at once' };

const persistField = { name: 'persist', label: 'Also write it to the config file', type: 'checkbox' };

const kept = persist => persist ? '?persist=true' : '';

function done(text, result) {
  if (result?.notPersisted) say(`${text} It is not in the config file: ${result.notPersisted}`, 'warning');
  else say(text);
}

/**
 * @param look returns the page's current data: { pool, backend }.
 * @param generation returns the current generation as known to the page.
 */
export function backendActs(look, generation) {
  const [pool, address] = [look().pool.name, look().backend.address];
  const path = backendPath(pool, address);
  const act = (what, body, text) => async values => done(text, await post(`${path}/${what}`, body(values)));
  return [
    ['Drain…', () => ask({
      title: `Drain ${address}?`, action: 'Drain', isDanger: true,
      text: `It gets no new sessions from pool ${pool}; running ones may finish. After the deadline the rest is ended.`,
      fields: [
        { name: 'deadlineSeconds', label: 'Deadline in seconds', min: 0, max: 604800, placeholder: 'none' },
        { ...rateField, hint: 'How fast the rest is ended: after the deadline, or from now on if there is none.' },
      ],
      run: act('drain', v => v, `${address} drains.`),
    })],
    ['Maintenance…', () => ask({
      title: `Put ${address} into maintenance?`, action: 'Put into maintenance', isDanger: true,
      text: 'It gets no new sessions until it is set ready again; running sessions may take as long as they like.',
      run: act('maintenance', () => ({}), `${address} is in maintenance.`),
    })],
    ['Ready…', () => ask({
      title: `Set ${address} ready?`, action: 'Set ready',
      text: 'It gets new sessions again as soon as its health allows. This ends a drain or maintenance.',
      run: act('ready', () => ({}), `${address} is ready.`),
    })],
    ['Weight…', () => ask({
      title: `Weight of ${address}`, action: 'Set the weight', generation,
      text: 'Its share of new sessions, relative to the other backends of its tier.',
      fields: [
        { name: 'weight', label: 'Weight', min: 1, max: 1000, placeholder: 'as configured' },
        persistField,
      ],
      run: async ({ weight, persist }) => done(`The weight of ${address} has been set.`,
        await post(`${path}/weight${kept(persist)}`, { weight }, generation())),
    })],
    ['Reset sessions…', () => ask({
      title: `Reset the sessions of ${address}?`, action: 'Reset sessions', isDanger: true,
      text: 'All its sessions are ended with a reset to both sides; clients have to reconnect.',
      fields: [rateField],
      run: act('reset-sessions', v => v, `The sessions of ${address} are being reset.`),
    })],
    ['Remove…', () => ask(removal(look(), generation))],
  ];
}

/** Removes an entry of the config: a host name is removed with all its addresses. */
function removal({ pool, backend }, generation) {
  const { entry } = backend;
  const gone = pool.backends.filter(b => b.entry === entry);
  const running = gone.reduce((sum, b) => sum + b.active, 0);
  const all = gone.length > 1 ? ` with all its ${gone.length} addresses` : '';
  const them = running === 1 ? 'it' : 'them';
  const rest = running === 0 ? 'It has no running sessions.'
    : `${running === 1 ? 'The running session continues' : `The ${plural(running, 'running session')} continue`} until`
      + ` client or backend ends ${them}; to end ${them}, drain the backend with a deadline first.`;
  return {
    title: `Remove ${entry} from pool ${pool.name}?`, action: 'Remove', isDanger: true, generation,
    text: `It leaves the pool${all} and gets no new sessions. ${rest}`,
    fields: [persistField],
    run: async ({ persist }) => done(`${entry} has been removed.`,
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
      text: 'It gets new sessions as soon as its health allows.',
      fields: [
        {
          name: 'address', label: 'Address', type: 'text', required: true, spellcheck: 'false',
          hint: 'As in the config file: 10.0.0.13:6379, a host name with a port, or unix:/run/x.sock.',
        },
        { name: 'weight', label: 'Weight', min: 1, max: 1000, placeholder: '1' },
        { name: 'tier', label: 'Tier', min: 0, max: 15, placeholder: '0 (primary)' },
        { name: 'maxConnections', label: 'Maximum sessions', min: 0, max: most, placeholder: 'no limit' },
        persistField,
      ],
      run: async ({ persist, ...entry }) => done(`${entry.address} has been added.`,
        await post(`${path}/backends${kept(persist)}`, entry)),
    })],
    ['Failover…', () => ask({
      title: `Fail pool ${pool} over?`, action: 'Fail over', isDanger: true, generation,
      text: `New sessions go to another tier. The pool has ${tiers.map(t => `${t} (${tierName(t)})`).join(', ')}.`,
      fields: [{ name: 'tier', label: 'Tier', min: 0, max: 15, placeholder: 'the next one that can serve' }],
      run: async ({ tier }) => done(`Pool ${pool} has failed over.`,
        await post(`${path}/failover`, { tier }, generation())),
    })],
    ['Failback…', () => ask({
      title: `Fail pool ${pool} back?`, action: 'Fail back', generation,
      text: 'New sessions go to the first tier that has an eligible backend.',
      run: async () => done(`Pool ${pool} has failed back.`, await post(`${path}/failback`, {}, generation())),
    })],
  ];
}
