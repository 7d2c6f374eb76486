// The page is patched and never rebuilt: focus is kept, and nothing jumps.

export const $ = id => document.getElementById(id);

/** Creates an element. Text is always text: nothing here parses HTML. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else setAttribute(node, name, value);
  }
  node.append(...children);
  return node;
}

export function svg(tag, attributes = {}) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

export function setText(node, text) {
  const value = String(text);
  if (node.textContent !== value) node.textContent = value;
}

/** After a dialog closes, if the previously focused element is gone. */
export const isFocusLost = dialog =>
  document.activeElement === document.body || dialog.contains(document.activeElement);

/** Null and false remove the attribute. */
export function setAttribute(node, name, value) {
  if (value === null || value === undefined || value === false) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value === true ? '' : value);
}

const known = new WeakMap();

/** Gives a parent one child per item: existing ones stay; only new, removed or moved ones are touched. */
export function patchList(parent, items, keyOf, make, update) {
  const nodes = known.get(parent) ?? new Map();
  known.set(parent, nodes);
  const wanted = new Set(items.map(keyOf));
  for (const [key, node] of nodes) {
    if (wanted.has(key)) continue;
    node.remove();
    nodes.delete(key);
  }
  let next = parent.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    let node = nodes.get(key);
    if (!node) nodes.set(key, node = make(item));
    if (node === next) next = next.nextElementSibling;
    else parent.insertBefore(node, next);
    update?.(node, item);
  }
}

/** Fills a dl with name-value pairs. */
export function patchFacts(list, pairs) {
  patchList(list, pairs, pair => pair[0], pair => el('div', {}, el('dt', {}, pair[0]), el('dd')),
    (node, pair) => setText(node.lastChild, pair[1]));
}

/** Fills a select with a first choice and these names, and keeps the selection. */
export function patchOptions(select, names) {
  const chosen = select.value;
  const options = [...select.options].slice(1).map(option => option.value);
  if (options.length === names.length && options.every((value, i) => value === names[i])) return;
  while (select.options.length > 1) select.remove(1);
  for (const name of names) select.append(el('option', { value: name }, name));
  select.value = names.includes(chosen) ? chosen : '';
}

let toastTimer;

/** A message that disappears by itself. */
export function say(text, level = 'info') {
  const toast = $('toast');
  placeToast();
  toast.hidden = false;
  toast.dataset.level = level;
  setText(toast, text);
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { toast.hidden = true; }, 8000);
}

/** Shown in the top dialog, because all else is inert; moved out when that closes, often right after the action. */
function placeToast() {
  const place = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;
  if ($('toast').parentElement !== place) place.append($('toast'));
}

// The event does not bubble.
document.addEventListener('close', placeToast, true);
