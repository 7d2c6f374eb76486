// The dialog before every action: says what will happen, asks for the input, shows why it was refused.

import { ApiError } from './api.js';
import { $, el, isFocusLost, setText } from './dom.js';

let current = null;

/**
 * @param question title, text, action (the word on the button), isDanger, fields [{name, label, type, hint, ...}],
 * extra (a node), generation() that the action requires (absent: any), and run(values): performs it, and
 * throws an ApiError if it is refused.
 */
export function ask(question) {
  current = question;
  setText($('ask-title'), question.title);
  setText($('ask-text'), question.text);
  setText($('ask-error'), '');
  setButton(question.action);
  $('ask-do').classList.toggle('danger', !!question.isDanger);
  $('ask-do').hidden = question.action === null;
  setText($('ask-cancel'), question.action === null ? 'Close' : 'Cancel');
  $('ask-extra').replaceChildren(...question.extra ? [question.extra] : []);
  $('ask-fields').replaceChildren(...(question.fields ?? []).map(makeField));
  $('ask').showModal();
  // Enter in a field confirms; without fields it must not.
  ($('ask-fields').querySelector('input:not([type=checkbox])') ?? $('ask-cancel')).focus({ preventScroll: true });
}

function setButton(word) {
  setText($('ask-do'), word ?? '');
  $('ask-do').disabled = false;
}

function makeField({ name, label, hint, type = 'number', ...attributes }) {
  const id = `ask-${name}`;
  const input = el('input', { id, name, type, autocomplete: 'off', ...attributes,
    'aria-describedby': hint ? `${id}-hint` : null });
  const words = el('label', { for: id }, label);
  const parts = type === 'checkbox' ? [input, words] : [words, input];
  if (hint) parts.push(el('small', { id: `${id}-hint`, class: 'muted' }, hint));
  return el('div', { class: `field ${type}` }, ...parts);
}

function valuesOf() {
  const values = {};
  for (const input of $('ask-fields').querySelectorAll('input')) {
    if (input.type === 'checkbox') values[input.name] = input.checked;
    else if (input.type === 'number') values[input.name] = input.value === '' ? null : Number(input.value);
    else values[input.name] = input.type === 'text' ? input.value.trim() : input.value;
  }
  return values;
}

async function submit() {
  const question = current;
  const seen = question.generation?.();
  $('ask-do').disabled = true;
  setText($('ask-error'), '');
  try {
    await question.run(valuesOf());
    if (current === question) $('ask').close();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    setText($('ask-error'), [error.message, ...error.errors].join('\n'));
    if (error.status === 412) await untilNewer(question, seen);
  } finally {
    if (current === question) $('ask-do').disabled = false;
  }
}

/** Stale is not a refusal: the operator checks the change and retries once the page shows it, after a second. */
async function untilNewer(question, seen) {
  setText($('ask-do'), 'Retry with the current table');
  for (let i = 0; i < 20 && current === question && question.generation() === seen; i++) {
    await new Promise(resolve => { setTimeout(resolve, 100); });
  }
}

export function listenForAnswers() {
  $('ask-form').addEventListener('submit', event => {
    event.preventDefault();
    submit();
  });
  $('ask-cancel').addEventListener('click', () => $('ask').close());
  $('ask').addEventListener('close', () => {
    // The event arrives late: the next dialog may already be open.
    if ($('ask').open) return;
    current = null;
    // The element that opened the dialog may be gone, such as an action of a removed backend.
    if (isFocusLost($('ask'))) document.querySelector('dialog[open] button')?.focus();
  });
}
