// Three charts over the last 15 minutes: history from the API, then point by point from the stream.

import { get } from './api.js';
import { el, setText, $ } from './dom.js';
import { bytes, clock, milliseconds, rate } from './format.js';
import { bytesOf, connectCounts, quantile } from './rates.js';

const height = 170;
const length = 15 * 60;

/** Ticks of bytes are whole in KiB and MiB. */
const powers = Array.from({ length: 50 }, (_, i) => 2 ** i);

const kinds = [
  { title: 'New sessions a second', of: [['sessions', 'rate', '--accent']], say: rate, least: 1 },
  {
    title: 'Connect time', of: [['p50', 'p50', '--accent'], ['p99', 'p99', '--warn']],
    say: milliseconds, least: 0.001,
  },
  {
    title: 'Bytes a second', of: [['bytes', 'up and down', '--accent']], say: bytes, least: 1024, incrs: powers,
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

  /** Another pool, or the stream was away: everything anew from the history. */
  async load(scope = this.#scope) {
    this.#scope = scope;
    this.#last = null;
    const report = await get(`/v1/history${scope ? `?pool=${encodeURIComponent(scope)}` : ''}`);
    if (scope !== this.#scope) return;
    const series = report.series.filter(s => !s.backend);
    this.#step = report.stepSeconds;
    const to = new Date(report.to) / 1000;
    const n = Math.max(0, ...series.map(s => s.sessionsPerSecond.length));
    this.#points = Array.from({ length: n }, (_, i) => ({
      at: to - (n - 1 - i) * report.stepSeconds,
      sessions: sum(series.map(s => s.sessionsPerSecond[i])),
      bytes: sum(series.map(s => s.bytesPerSecond[i])),
      p50: worst(series.map(s => s.connectP50[i])),
      p99: worst(series.map(s => s.connectP99[i])),
    }));
    this.#draw();
  }

  take(snapshot) {
    const now = countsOf(snapshot, this.#scope);
    const last = this.#last;
    if (last && last.startedAt === now.startedAt && now.at - last.at < this.#step) return;
    this.#last = now;
    if (!last || last.startedAt !== now.startedAt) return;
    const elapsed = now.at - last.at;
    const times = now.pools.map((pool, i) => difference(pool, last.pools[i]));
    this.#points.push({
      at: now.at,
      sessions: Math.max(0, now.picks - last.picks) / elapsed,
      bytes: Math.max(0, now.moved - last.moved) / elapsed,
      p50: worst(times.map(t => quantile(t.bounds, t.counts, 0.5))),
      p99: worst(times.map(t => quantile(t.bounds, t.counts, 0.99))),
    });
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

  /** The chart in words, for those who do not see it. */
  #describe({ kind, now, summary, plot }) {
    const parts = kind.of.map(([field, name]) => {
      const values = this.#points.map(p => p[field]).filter(v => v !== null);
      const most = values.length > 0 ? kind.say(Math.max(...values)) : '–';
      return { name, most, now: kind.say(this.#points.at(-1)?.[field]) };
    });
    const isOne = parts.length === 1;
    setText(now, parts.map(p => isOne ? p.now : `${p.name} ${p.now}`).join(' · '));
    const text = `At most ${parts.map(p => isOne ? p.most : `${p.name} ${p.most}`).join(', ')}.`;
    setText(summary, kind.of.length > 1 && !this.#scope ? `${text} The slowest pool counts.` : text);
    plot.setAttribute('aria-label', `${kind.title}: now ${now.textContent}. ${text}`);
  }

  #resize() {
    for (const { uplot, plot } of this.#charts) {
      if (plot.clientWidth > 0 && plot.clientWidth !== uplot.width) uplot.setSize({ width: plot.clientWidth, height });
    }
  }
}

function optionsOf({ kind, plot, now }) {
  const muted = colour('--muted');
  const axis = { stroke: muted, grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
  axis.font = '12px system-ui, sans-serif';
  return {
    width: Math.max(200, plot.clientWidth), height, padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { sync: { key: 'l4' }, y: false, drag: { x: false, y: false } },
    scales: { x: { time: true }, y: { range: (_, low, high) => [0, Math.max(kind.least, (high ?? 0) * 1.15)] } },
    axes: [
      { ...axis, size: 26, space: 70, values: (_, ticks) => ticks.map(t => clock(t * 1000).slice(0, 5)) },
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
        const values = kind.of.map(([, name], k) => [name, kind.say(u.data[k + 1][i])]);
        const text = values.map(([name, value]) => values.length > 1 ? `${name} ${value}` : value).join(' · ');
        setText(now, `${clock(u.data[0][i] * 1000)}: ${text}`);
      }],
    },
  };
}

/** A canvas knows no variables: what the style makes of one. */
function colour(variable) {
  const probe = el('span');
  probe.style.color = `var(${variable})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

function countsOf(snapshot, scope) {
  const pools = snapshot.pools.filter(p => !scope || p.name === scope);
  const backends = pools.flatMap(p => p.backends);
  return {
    at: new Date(snapshot.at) / 1000, startedAt: snapshot.startedAt,
    picks: sum(backends.map(b => b.picks)) ?? 0, moved: sum(backends.map(bytesOf)) ?? 0,
    pools: pools.map(p => ({ name: p.name, ...connectCounts(p) })),
  };
}

/** A reload may have brought or taken pools: those are left out for a step. */
function difference(after, before) {
  if (before?.name !== after.name) return { bounds: after.bounds, counts: [] };
  return { bounds: after.bounds, counts: after.counts.map((n, i) => Math.max(0, n - (before.counts[i] ?? 0))) };
}

const present = values => values.filter(v => v !== null && v !== undefined);

function sum(values) {
  const there = present(values);
  return there.length === 0 ? null : there.reduce((a, b) => a + b, 0);
}

function worst(values) {
  const there = present(values);
  return there.length === 0 ? null : Math.max(...there);
}
