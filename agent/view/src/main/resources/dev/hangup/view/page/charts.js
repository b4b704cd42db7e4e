// SPDX-License-Identifier: Apache-2.0
import { el, svg } from './dom.js';

const WIDTH = 450;
const HEIGHT = 90;

// Fifteen minutes as 90 bars or points of ten seconds each, the newest at the right.
export function grouped(values, seconds, groups, join) {
  const all = new Array(groups).fill(0);
  for (let i = 0; i < values.length; i++) {
    const back = values.length - 1 - i;
    const group = groups - 1 - Math.floor(back / seconds);
    if (group >= 0) {
      all[group] = join(all[group], values[i]);
    }
  }
  return all;
}

export function chart(title, now, series, note) {
  const most = Math.max(1, ...series.flatMap((each) => each.values));
  const lines = series.map((each) => {
    const step = WIDTH / (each.values.length - 1);
    const points = each.values.map((value, i) =>
      `${(i * step).toFixed(1)},${(HEIGHT - 4 - (value / most) * (HEIGHT - 12)).toFixed(1)}`);
    return [
      svg('polygon', { class: `area ${each.kind}`, points: `0,${HEIGHT} ${points.join(' ')} ${WIDTH},${HEIGHT}` }),
      svg('polyline', { class: `line ${each.kind}`, points: points.join(' ') }),
    ];
  });
  return el('figure', { class: 'chart' },
    el('figcaption', {}, el('span', { class: 'what' }, title), el('strong', {}, now)),
    svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': `${title}: ${now}` },
      svg('line', { class: 'grid', x1: 0, x2: WIDTH, y1: 8, y2: 8 }),
      svg('line', { class: 'grid', x1: 0, x2: WIDTH, y1: HEIGHT - 4, y2: HEIGHT - 4 }),
      lines),
    el('div', { class: 'scale' }, el('span', {}, '\u221215 min'), el('span', {}, note ?? `max ${shorter(most)}`)));
}

export function shorter(value) {
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 1 : 0);
}

// A few values without axes, for a row of a table.
export function spark(values) {
  const most = Math.max(1, ...values);
  const step = 100 / Math.max(1, values.length - 1);
  const points = values.map((value, i) => `${(i * step).toFixed(1)},${(19 - (value / most) * 18).toFixed(1)}`);
  return svg('svg', { class: 'spark', viewBox: '0 0 100 20', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('polyline', { class: 'line open', points: points.join(' ') }));
}
