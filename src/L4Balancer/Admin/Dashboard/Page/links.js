// The lines of a lane: their thickness shows the rate, and they move if there are new sessions.

import { setAttribute, svg } from './dom.js';

const drawn = new WeakMap();

/** Redraws the lines whose rates or positions changed. @param flows null: the last ones, after a resize. */
export function drawLinks(lane, flows = drawn.get(lane)) {
  if (!flows) return;
  drawn.set(lane, flows);
  const [picture, listeners, middle, backends] = lane.children;
  const box = lane.getBoundingClientRect();
  // The picture is inside the border of the lane.
  const [left, top] = [box.left + lane.clientLeft, box.top + lane.clientTop];
  const at = node => {
    const r = node.getBoundingClientRect();
    return { left: r.left - left, right: r.right - left, y: r.top - top + r.height / 2 };
  };
  const pool = at(middle.firstChild);
  const isStacked = at(backends).left < pool.right;
  const lines = [];
  if (!isStacked) {
    [...listeners.children].forEach((node, i) => {
      const from = at(node);
      lines.push({ x1: from.right, y1: from.y, x2: pool.left, y2: pool.y, flow: flows.listeners[i], level: 'good' });
    });
    if (flows.backends === null) {
      const group = at(backends);
      lines.push({ x1: pool.right, y1: pool.y, x2: group.left, y2: group.y, flow: flows.pool, level: 'good' });
    } else {
      [...backends.children].forEach((node, i) => {
        const to = at(node);
        lines.push({ x1: pool.right, y1: pool.y, x2: to.left, y2: to.y, ...flows.backends[i] });
      });
    }
  }
  setAttribute(picture, 'viewBox', `0 0 ${lane.clientWidth} ${lane.clientHeight}`);
  while (picture.children.length > lines.length * 2) picture.lastChild.remove();
  while (picture.children.length < lines.length * 2) picture.append(svg('path'));
  lines.forEach((line, i) => drawLine(picture.children[2 * i], picture.children[2 * i + 1], line));
}

function drawLine(bed, dashes, { x1, y1, x2, y2, flow, level }) {
  const middle = (x1 + x2) / 2;
  const path = [`M${x1}`, y1, `C${middle}`, y1, middle, y2, x2, y2].map(round).join(' ');
  // Logarithmic: a thousand times the sessions make a line five times as thick.
  const width = (1.5 + Math.min(6.5, Math.log2(1 + flow) * 0.6)).toFixed(1);
  const speed = flow <= 0 ? 'still' : flow < 5 ? 'slow' : flow < 200 ? 'mid' : 'fast';
  for (const node of [bed, dashes]) {
    setAttribute(node, 'd', path);
    setAttribute(node, 'stroke-width', width);
    setAttribute(node, 'data-level', level);
  }
  setAttribute(bed, 'class', 'bed');
  setAttribute(dashes, 'class', `flow ${speed}`);
}

const round = part => typeof part === 'number' ? Math.round(part) : part.replace(/[\d.]+/, n => Math.round(n));
