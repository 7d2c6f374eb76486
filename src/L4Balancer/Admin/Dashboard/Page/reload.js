// Reload: first a dry run, then the reload itself.

import { ApiError, post } from './api.js';
import { ask } from './ask.js';
import { el, say } from './dom.js';

export async function reload() {
  let report;
  try {
    report = await post('/v1/reload?dry-run=true');
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const lines = error.errors.length > 0 ? error.errors : [error.message];
    ask({
      title: 'The config file cannot be applied', action: null,
      text: 'The current configuration stays in effect. Errors:', extra: listOf(lines, 'error'),
    });
    return;
  }
  const { changes, warnings, needsRestart, errors } = report;
  const isBad = errors.length > 0;
  ask({
    title: isBad ? 'The config file cannot be applied' : 'Reload the config file?',
    text: isBad ? 'The current configuration stays in effect. Errors:'
      : changes.length === 0 ? 'The file matches the configuration in effect.'
        : 'This will change. Running sessions continue.',
    action: isBad ? null : 'Reload',
    extra: el('div', {},
      ...isBad ? [listOf(errors, 'error')] : [],
      ...changes.length > 0 ? [tableOf(changes)] : [],
      ...warnings.length > 0 ? [el('h3', {}, 'Warnings'), listOf(warnings)] : [],
      ...needsRestart.length > 0 ? [el('h3', {}, 'Takes effect after a restart'), listOf(needsRestart)] : []),
    run: async () => {
      await post('/v1/reload');
      say('The config file has been applied.');
    },
  });
}

const listOf = (lines, name = '') => el('ul', { class: `lines ${name}` }, ...lines.map(line => el('li', {}, line)));

function tableOf(changes) {
  const rows = changes.map(({ path, before, after }) => el('tr', {},
    el('th', { scope: 'row' }, path), el('td', { 'data-head': 'Now' }, before ?? '(new)'),
    el('td', { 'data-head': 'After' }, after ?? '(gone)')));
  const head = ['Key', 'Now', 'After'].map(name => el('th', { scope: 'col' }, name));
  return el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Changes' },
    el('table', {}, el('thead', {}, el('tr', {}, ...head)), el('tbody', {}, ...rows)));
}
