// Three charts over the last 15 minutes: history from the API, then point by point from the stream.

import { get } from './api.js';
import { el, setText, $ } from './dom.js';
import { bytes, clock, milliseconds, rate } from './format.js';
import { countsOf, pointBetween, pointsOf } from './points.js';

const height = 170;
const length = 15 * 60;

/** Ticks of bytes are whole in KiB and MiB. */
const powers = Array.from({ length: 50 }, (_, i) => 2 ** i);

const kinds = [
  { title: 'New sessions per second', of: [['sessions', 'rate', '--accent']], say: rate, least: 1 },
  {
    title: 'Connect time', of: [['p50', 'p50', '--accent'], ['p99', 'p99', '--warn']],
    say: milliseconds, least: 0.001,
  },
  {
    title: 'Bytes per second', of: [['bytes', 'up and down', '--accent']], say: bytes, least: 1024, incrs: powers,
  },
];

export class Charts {
  #scope = '';
  #step = 5;
  #points = [];
  #last = null;
  #charts = [];

  constructor() {
    const host = $('charts');
    for (const kind of kinds) {
      const now = el('span', { class: 'chart-now' });
      const plot = el('div', { class: 'plot', role: 'img', 'aria-label': kind.title });
      const summary = el('p', { class: 'muted chart-summary' });
      host.append(el('figure', {}, el('figcaption', {}, el('span', {}, kind.title), now), plot, summary));
      this.#charts.push({ kind, now, plot, summary, uplot: null });
    }
    this.redraw();
    new ResizeObserver(() => this.#resize()).observe(host);
  }

  /** Another pool, or the stream was interrupted: reload everything from the history. */
  async load(scope = this.#scope) {
    this.#scope = scope;
    this.#last = null;
    const report = await get(`/v1/history${scope ? `?pool=${encodeURIComponent(scope)}` : ''}`);
    if (scope !== this.#scope) return;
    this.#step = report.stepSeconds;
    this.#points = pointsOf(report);
    this.#draw();
  }

  take(snapshot) {
    const now = countsOf(snapshot, this.#scope);
    const last = this.#last;
    if (last && last.startedAt === now.startedAt && now.at - last.at < this.#step) return;
    this.#last = now;
    if (!last || last.startedAt !== now.startedAt) return;
    this.#points.push(pointBetween(last, now));
    this.#draw();
  }

  /** In the colours of the theme. */
  redraw() {
    for (const chart of this.#charts) {
      chart.uplot?.destroy();
      chart.uplot = new uPlot(optionsOf(chart), this.#dataOf(chart.kind), chart.plot);
    }
    this.#draw();
  }

  #dataOf(kind) {
    return [this.#points.map(p => p.at), ...kind.of.map(([field]) => this.#points.map(p => p[field]))];
  }

  #draw() {
    const newest = this.#points.at(-1)?.at ?? 0;
    this.#points = this.#points.filter(p => p.at > newest - length);
    for (const chart of this.#charts) {
      chart.uplot.setData(this.#dataOf(chart.kind));
      this.#describe(chart);
    }
  }

  /** The chart in words, for screen readers. */
  #describe({ kind, now, summary, plot }) {
    const parts = kind.of.map(([field, name]) => {
      const values = this.#points.map(p => p[field]).filter(v => v !== null);
      const most = values.length > 0 ? kind.say(Math.max(...values)) : '–';
      return { name, most, now: kind.say(this.#points.at(-1)?.[field]) };
    });
    const isOne = parts.length === 1;
    sayNow(now, kind, parts.map(p => p.now));
    const text = `At most ${parts.map(p => isOne ? p.most : `${p.name} ${p.most}`).join(', ')}.`;
    setText(summary, kind.of.length > 1 && !this.#scope ? `${text} Values of the slowest pool.` : text);
    plot.setAttribute('aria-label', `${kind.title}: now ${now.textContent}. ${text}`);
  }

  #resize() {
    for (const { uplot, plot } of this.#charts) {
      if (plot.clientWidth > 0 && plot.clientWidth !== uplot.width) uplot.setSize({ width: plot.clientWidth, height });
    }
  }
}

/** The values at one point in time, each in the colour of its line. */
function sayNow(node, { of }, values, when = '') {
  const parts = of.map(([, name, variable], i) => {
    const text = of.length > 1 ? `${name} ${values[i]}` : values[i];
    return el('span', { 'data-colour': variable }, text);
  });
  node.replaceChildren(when, ...parts.flatMap((part, i) => i === 0 ? [part] : [' · ', part]));
}

/** Short spans show seconds, so that no two ticks have the same label. */
const sayTicks = (_, ticks, axis, space, step) => ticks.map(t => clock(t * 1000).slice(0, step < 60 ? 8 : 5));

/** The axis is shown even without data. */
function timeRange(_, from, to) {
  const end = to ?? Date.now() / 1000;
  return [Math.min(from ?? end - length, end - 60), end];
}

function optionsOf({ kind, plot, now }) {
  const muted = colour('--muted');
  const axis = { stroke: muted, grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
  axis.font = '12px system-ui, sans-serif';
  return {
    width: Math.max(200, plot.clientWidth), height, padding: [8, 24, 0, 0],
    legend: { show: false },
    cursor: { sync: { key: 'l4' }, y: false, drag: { x: false, y: false } },
    scales: {
      x: { time: true, range: timeRange },
      y: { range: (_, low, high) => [0, Math.max(kind.least, (high ?? 0) * 1.15)] },
    },
    axes: [
      { ...axis, size: 26, space: 70, values: sayTicks },
      {
        ...axis, size: 66, space: 32, ...kind.incrs ? { incrs: kind.incrs } : {},
        values: (_, ticks) => ticks.map(kind.say),
      },
    ],
    series: [{}, ...kind.of.map(([, name, variable], i) => ({
      label: name, stroke: colour(variable), width: 1.75, points: { show: false }, spanGaps: false,
      fill: i === 0 ? colour('--chart-fill') : undefined,
    }))],
    hooks: {
      setCursor: [u => {
        const i = u.cursor.idx;
        if (u.cursor.left < 0 || i === null || i === undefined || !u.data[0][i]) return;
        const values = kind.of.map((_, k) => kind.say(u.data[k + 1][i]));
        sayNow(now, kind, values, `${clock(u.data[0][i] * 1000)}: `);
      }],
    },
  };
}

/** A canvas cannot use CSS variables: returns the computed value of one. */
function colour(variable) {
  const probe = el('span');
  probe.style.color = `var(${variable})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}
