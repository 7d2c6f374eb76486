// What an operator can do, each with what it asks for first.

import { backendPath, poolPath, post } from './api.js';
import { ask } from './ask.js';
import { say } from './dom.js';
import { tierName } from './health.js';

const rateField = {
  name: 'rate', label: 'Sessions ended a second', min: 1, max: 1000000, placeholder: 'all at once',
};

function done(text, result) {
  if (result?.notPersisted) say(`${text} It is not in the config file: ${result.notPersisted}`, 'warning');
  else say(text);
}

/** @param generation gives the generation in force as the page knows it. */
export function backendActs(pool, address, generation) {
  const path = backendPath(pool, address);
  const act = (what, body, text) => async values => done(text, await post(`${path}/${what}`, body(values)));
  return [
    ['Drain…', () => ask({
      title: `Drain ${address}?`, action: 'Drain', isDanger: true,
      text: `It gets no new sessions from pool ${pool}; those that run finish. After the deadline the rest is ended.`,
      fields: [
        { name: 'deadlineSeconds', label: 'Deadline in seconds', min: 0, max: 86400, placeholder: 'none' },
        { ...rateField, hint: 'How gently the rest is ended after the deadline.' },
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
      title: `Weight of ${address}`, action: 'Set the weight',
      text: 'Its share of new sessions compared with the others of its tier.',
      fields: [
        { name: 'weight', label: 'Weight', min: 1, max: 1000, placeholder: 'as configured' },
        { name: 'persist', label: 'Write it to the config file too', type: 'checkbox' },
      ],
      run: async ({ weight, persist }) => done(`The weight of ${address} is set.`,
        await post(`${path}/weight${persist ? '?persist=true' : ''}`, { weight }, generation())),
    })],
    ['Reset sessions…', () => ask({
      title: `Reset the sessions of ${address}?`, action: 'Reset sessions', isDanger: true,
      text: 'Every session on it is ended with a reset to both sides; clients connect anew.',
      fields: [rateField],
      run: act('reset-sessions', v => v, `The sessions of ${address} are reset.`),
    })],
  ];
}

export function poolActs(pool, tiers, generation) {
  const path = poolPath(pool);
  return [
    ['Failover…', () => ask({
      title: `Fail pool ${pool} over?`, action: 'Fail over', isDanger: true,
      text: `New sessions go to another tier. It has ${tiers.map(t => `${t} (${tierName(t)})`).join(', ')}.`,
      fields: [{ name: 'tier', label: 'Tier', min: 0, max: 15, placeholder: 'the next with an eligible backend' }],
      run: async ({ tier }) => done(`Pool ${pool} failed over.`,
        await post(`${path}/failover`, { tier }, generation())),
    })],
    ['Failback…', () => ask({
      title: `Fail pool ${pool} back?`, action: 'Fail back',
      text: 'New sessions go to the first tier that has an eligible backend.',
      run: async () => done(`Pool ${pool} failed back.`, await post(`${path}/failback`, {}, generation())),
    })],
  ];
}
