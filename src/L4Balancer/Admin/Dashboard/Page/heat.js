// Response times of each backend over the last 15 minutes: a strip of cells, coloured by how slow it was.

import { ApiError, get } from './api.js';
import { $, el, patchList, setAttribute, setText } from './dom.js';
import { clock, milliseconds, plural } from './format.js';

const stepsPerCell = 3;
const cellsMax = 60;
const backendsMax = 40;
const refreshMs = 15_000;

/** The upper bounds of the levels as multiples of the median; the last level has none. */
const bounds = [1.5, 3, 6, 12];

export class Heat {
  #scope = '';
  #wantedAt = 0;
  #cellMs = 0;
  #to = 0;

  /** Another pool, or a new connection. */
  async load(scope = this.#scope) {
    this.#scope = scope;
    this.#wantedAt = Date.now();
    const query = new URLSearchParams({ limit: backendsMax, ...scope ? { pool: scope } : {} });
    const report = await get(`/v1/history/response-times?${query}`);
    if (scope === this.#scope) this.#show(report);
  }

  /** With every snapshot; a failure is made good by the next one. */
  take() {
    if (Date.now() - this.#wantedAt < refreshMs) return;
    this.load().catch(error => {
      if (!(error instanceof ApiError)) throw error;
    });
  }

  #show(report) {
    this.#cellMs = report.stepSeconds * stepsPerCell * 1000;
    this.#to = new Date(report.to).getTime();
    const rows = report.series.map(s => ({ ...s, cells: cellsOf(s.responseTime) }));
    const median = medianOf(rows.flatMap(r => r.cells).filter(v => v !== null));
    const key = r => `${r.pool} ${r.backend}`;
    patchList($('heat'), rows, key, r => this.#make(r), (node, r) => this.#update(node, r, median));
    showLegend(median);
    setText($('heat-note'), rows.length === 0 ? 'No backend has answered yet.'
      : report.left > 0 ? `The slowest; ${plural(report.left, 'more backend')} answered.` : '');
  }

  #make() {
    const cells = Array.from({ length: cellsMax }, () => el('span', { class: 'cell' }));
    const strip = el('div', {
      class: 'strip', role: 'slider', tabindex: '0', 'aria-valuemin': '1', 'aria-valuemax': cellsMax,
    }, ...cells);
    const node = el('li', { class: 'heat-row' }, el('span', { class: 'name' }), strip, el('span', { class: 'value' }));
    const at = event => Math.floor((event.clientX - strip.getBoundingClientRect().left) / strip.clientWidth * cellsMax);
    strip.addEventListener('pointermove', event => this.#select(node, at(event)));
    for (const end of ['pointerleave', 'blur']) strip.addEventListener(end, () => this.#select(node, null));
    strip.addEventListener('focus', () => this.#select(node, cellsMax - 1));
    strip.addEventListener('keydown', event => {
      const to = keyTarget(event.key, node.selected ?? cellsMax - 1);
      if (to === null) return;
      event.preventDefault();
      this.#select(node, to);
    });
    return node;
  }

  #update(node, row, median) {
    const [name, strip] = node.children;
    node.row = row;
    setText(name, this.#scope ? row.backend : `${row.pool}/${row.backend}`);
    setAttribute(strip, 'aria-label', `Response time of ${row.backend} in pool ${row.pool}, last 15 minutes`);
    row.cells.forEach((value, i) => setAttribute(strip.children[i], 'data-heat', levelOf(value, median)));
    this.#select(node, node.selected ?? null);
  }

  /** Shows one cell in words; null shows the latest and the slowest. */
  #select(node, index) {
    const [, strip, label] = node.children;
    const selected = index === null ? null : Math.min(cellsMax - 1, Math.max(0, index));
    strip.children[node.selected]?.removeAttribute('data-selected');
    node.selected = selected ?? undefined;
    const { cells } = node.row;
    const known = cells.filter(v => v !== null);
    const text = selected === null
      ? `now ${milliseconds(cells.at(-1))}, at most ${milliseconds(known.length > 0 ? Math.max(...known) : null)}`
      : `${clock(this.#to - (cellsMax - 1 - selected) * this.#cellMs)}: `
        + (cells[selected] === null ? 'no answer' : milliseconds(cells[selected]));
    if (selected !== null) setAttribute(strip.children[selected], 'data-selected', true);
    setText(label, text);
    setAttribute(strip, 'aria-valuenow', (selected ?? cellsMax - 1) + 1);
    setAttribute(strip, 'aria-valuetext', text);
  }
}

/** The slowest step of each cell; the newest cell is the last. Null: nothing answered. */
function cellsOf(values) {
  const cells = new Array(cellsMax).fill(null);
  values.forEach((value, i) => {
    const cell = cellsMax - 1 - Math.floor((values.length - 1 - i) / stepsPerCell);
    if (cell >= 0 && value !== null) cells[cell] = Math.max(cells[cell] ?? 0, value);
  });
  return cells;
}

function medianOf(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** 0 is no answer. */
function levelOf(value, median) {
  if (value === null) return 0;
  const level = bounds.findIndex(bound => value <= bound * median);
  return level < 0 ? bounds.length + 1 : level + 1;
}

function keyTarget(key, from) {
  switch (key) {
    case 'ArrowLeft': case 'ArrowDown': return from - 1;
    case 'ArrowRight': case 'ArrowUp': return from + 1;
    case 'PageDown': return from - 12;
    case 'PageUp': return from + 12;
    case 'Home': return 0;
    case 'End': return cellsMax - 1;
    default: return null;
  }
}

/** Each level with its upper bound in words. */
function showLegend(median) {
  const names = median === 0 ? [] : [
    ...bounds.map(bound => `up to ${milliseconds(bound * median)}`), `over ${milliseconds(bounds.at(-1) * median)}`,
  ];
  patchList($('heat-legend'), names.map((name, i) => ({ name, level: i + 1 })), item => item.level,
    ({ level }) => el('li', {}, el('span', { class: 'cell', 'data-heat': level }), el('span')),
    (node, { name }) => setText(node.lastChild, name));
}
