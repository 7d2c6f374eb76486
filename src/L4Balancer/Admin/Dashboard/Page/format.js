// Human-readable numbers and times.

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

export const count = n => whole.format(n ?? 0);

export function rate(n) {
  if (n === null || n === undefined) return '–';
  return n >= 100 ? whole.format(n) : n >= 10 ? n.toFixed(1) : n === 0 ? '0' : n.toFixed(2);
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

export function bytes(n) {
  if (n === null || n === undefined) return '–';
  let unit = 0;
  for (; n >= 1024 && unit < units.length - 1; unit++) n /= 1024;
  return `${unit === 0 || n >= 100 ? Math.round(n) : n.toFixed(1)} ${units[unit]}`;
}

export function milliseconds(seconds) {
  if (seconds === null || seconds === undefined) return '–';
  const ms = seconds * 1000;
  return `${ms >= 100 ? ms.toFixed(0) : ms >= 1 ? ms.toFixed(1) : ms.toFixed(2)} ms`;
}

/** Two units at most: 3 d 4 h, 12 min 5 s. */
export function duration(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor(s % 3600 / 60)} min`;
  return `${Math.floor(s / 86400)} d ${Math.floor(s % 86400 / 3600)} h`;
}

export const clock = moment => new Date(moment).toLocaleTimeString('en-GB');

export const plural = (n, word) => `${count(n)} ${word}${n === 1 ? '' : 's'}`;

export const secondsBetween = (from, to) => (new Date(to) - new Date(from)) / 1000;
