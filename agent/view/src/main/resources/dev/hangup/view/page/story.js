// SPDX-License-Identifier: Apache-2.0
// One end: what was seen last, what follows from it, what to do.
import { copyButton, el, replace, svg } from './dom.js';
import { get, known } from './server.js';
import { bytes, clock, code, duration, markdown, nanos, number, opcode } from './format.js';
import { language, t } from './words.js';
import { page } from './codes.js';

// Frames in the order of time with the gap before each; seconds.
export function spaced(end) {
  const frames = (end.lastFrames ?? []).map((each) => ({ ...each, at: nanos(each.time) }));
  let before = frames.length > 0 ? frames[0].at : 0;
  for (const frame of frames) {
    frame.gap = Math.max(0, frame.at - before);
    before = frame.at;
  }
  return { frames, gap: frames.length > 0 ? Math.max(0, nanos(end.time) - before) : 0 };
}

// Milliseconds and minutes must both be seen, so a gap takes as much room as it has digits.
function room(gap) {
  return 16 + 20 * Math.log10(1 + gap * 1000);
}

function timeline(end) {
  const { frames, gap } = spaced(end);
  if (frames.length === 0) {
    return el('p', { class: 'dim' }, t('frames.none'));
  }
  let x = 70;
  const marks = [];
  const silence = (from, to, seconds) => {
    if (seconds >= 1) {
      marks.push(svg('text', { class: 'gap', x: (from + to) / 2, y: 64, 'text-anchor': 'middle' }, duration(seconds)));
    }
  };
  frames.forEach((frame, i) => {
    const from = x;
    x += i === 0 ? 10 : room(frame.gap);
    if (i > 0) {
      silence(from, x, frame.gap);
    }
    const up = frame.received;
    const size = 4 + Math.min(14, 2 * Math.log2(1 + frame.size) * 0.6);
    const kind = frame.opcode === 8 ? 'close' : frame.opcode > 8 ? 'control' : 'data';
    const title = `${up ? t('received') : t('sent')} ${opcode(frame.opcode)}, ${bytes(frame.size)}, ${clock(frame.time)}`;
    marks.push(svg('g', { class: `frame ${kind}` }, svg('title', {}, title),
      svg('line', { x1: x, x2: x, y1: 60, y2: up ? 30 : 90 }),
      frame.opcode === 8
        ? svg('rect', { x: x - 7, y: up ? 17 : 90, width: 14, height: 14, rx: 2 })
        : svg('circle', { cx: x, cy: up ? 30 : 90, r: size / 2 + 2 })));
  });
  const from = x;
  x += room(gap);
  silence(from, x, gap);
  const width = x + 30;
  return el('div', { class: 'wide' },
    svg('svg', { class: 'timeline', width, height: 120, viewBox: `0 0 ${width} 120`, role: 'img', 'aria-label': t('timeline') },
      svg('line', { class: 'axis', x1: 60, x2: x, y1: 60, y2: 60 }),
      svg('text', { x: 4, y: 34 }, t('received')),
      svg('text', { x: 4, y: 94 }, t('sent')),
      marks,
      svg('g', { class: `frame end ${end.abnormal ? 'bad' : ''}` }, svg('title', {}, `${end.cause}, ${clock(end.time)}`),
        svg('line', { x1: x, x2: x, y1: 24, y2: 96 }),
        svg('line', { x1: x - 6, x2: x + 6, y1: 54, y2: 66 }),
        svg('line', { x1: x - 6, x2: x + 6, y1: 66, y2: 54 }))));
}

function frameTable(end) {
  const { frames } = spaced(end);
  return frames.length > 0 && el('details', {}, el('summary', {}, `${t('frames.last')} (${frames.length})`),
    el('table', {}, el('thead', {}, el('tr', {}, [t('time'), '', t('frame'), t('size'), t('gap')].map((each) => el('th', { scope: 'col' }, each)))),
      el('tbody', {}, frames.map((each) => el('tr', {},
        el('td', { class: 'time' }, clock(each.time)),
        el('td', {}, each.received ? `\u2190 ${t('received')}` : `\u2192 ${t('sent')}`),
        el('td', {}, `${opcode(each.opcode)}${each.fin ? '' : ' \u2026'}${each.rsv ? ` rsv ${each.rsv}` : ''}`),
        el('td', { class: 'n' }, number(each.size)),
        el('td', { class: 'n' }, duration(each.gap)))))));
}

function facts(end) {
  const way = (each) => each && `${number(each.frames)} ${t('frames')}, ${bytes(each.bytes)}, ${t('largest')} ${bytes(each.maxMessage)}`;
  const all = [
    [t('when'), `${end.time} (${t('lasted')} ${duration(end.duration)})`],
    [t('by'), end.initiator && t(`by.${end.initiator}`)],
    [t('reason'), end.reason],
    [t('close.frames'), end.kind === 'close' && `${t('received')} ${end.receivedCode ?? '\u2013'}, ${t('sent')} ${end.sentCode ?? '\u2013'}`],
    [t('silence'), end.idle !== undefined && duration(end.idle)],
    [t('received'), way(end.received)],
    [t('sent'), way(end.sent)],
    [t('ping'), end.pings && end.pings.sent > 0 && `${end.pings.sent} ${t('sent')}, ${end.pings.unanswered} ${t('unanswered')}${end.pings.last === undefined ? '' : `, ${duration(end.pings.last)}`}`],
    [t('peer'), [end.peer, end.client && `(${end.client})`].filter(Boolean).join(' ')],
    ['path', end.path],
    [t('stack'), [end.stack, end.stackVersion, end.framework].filter(Boolean).join(' ')],
    ['subprotocol', end.subprotocol],
    ['extensions', end.extensions],
    [t('rule'), end.rule],
    ['connection', end.connection],
  ];
  return el('dl', { class: 'facts' }, all.filter(([, text]) => text).map(([term, text]) =>
    el('div', {}, el('dt', {}, term), el('dd', {}, el('bdi', {}, text)))));
}

export function asMarkdown(end) {
  const line = (term, text) => (text ? `- **${term}**: ${markdown(text)}\n` : '');
  const { frames, gap } = spaced(end);
  let out = `### ${markdown(`${end.cause} \u00b7 ${code(end)}`)}\n\n`;
  out += line('when', `${end.time}, after ${duration(end.duration)}`);
  out += line('where', [end.stack, end.role, end.route].filter(Boolean).join(' '));
  out += line('who hung up', end.initiator && t(`by.${end.initiator}`));
  out += line('reason', end.reason);
  out += line('evidence', end.evidence);
  out += line('remedy', end.remediation);
  out += line('trace', end.trace);
  out += line('connection', end.connection);
  if (frames.length > 0) {
    out += '\n| time | | frame | bytes | gap |\n| --- | --- | --- | --: | --: |\n';
    for (const each of frames) {
      out += `| ${clock(each.time)} | ${each.received ? 'received' : 'sent'} | ${opcode(each.opcode)} | ${each.size} | ${duration(each.gap)} |\n`;
    }
    out += `| ${clock(end.time)} | | the end | | ${duration(gap)} |\n`;
  }
  return out;
}

// The agent's remedy is in its own language; in another one the handbook has that of the rule.
async function remedy(end, place) {
  if (language() !== known.language && end.rule) {
    const book = await get('handbook', { rule: end.rule, lang: language() });
    place.textContent = book.facts.remedy;
  }
}

async function more(end, place) {
  const asked = end.kind === 'close' ? { code: end.code } : { cause: end.cause };
  const book = await get('handbook', { ...asked, lang: language() });
  replace(place, page(book.blocks, 2));
}

export function story(wanted) {
  const root = el('article', { class: 'told', 'aria-busy': 'true' }, el('p', { class: 'dim' }, '\u2026'));
  get('closes', { number: wanted, limit: 1 }).then((found) => {
    const end = found.ends[0];
    root.removeAttribute('aria-busy');
    if (!end) {
      replace(root, el('p', { class: 'none' }, t('forgotten')));
      return;
    }
    const advice = el('p', { class: 'remedy' }, end.remediation ?? '');
    const book = el('section', { class: 'book' });
    replace(root,
      el('p', { class: 'headline' }, el('strong', {}, end.cause), ` \u00b7 ${code(end)}`),
      el('p', {}, el('bdi', {}, end.evidence ?? '')),
      advice,
      timeline(end),
      el('p', { class: 'actions' },
        end.trace && [el('code', { class: 'trace' }, end.trace), copyButton(t('copy.trace'), () => end.trace, t('copied'))],
        copyButton(t('copy.markdown'), () => asMarkdown(end), t('copied'))),
      el('p', { class: 'actions' }, el('a', { href: `#codes/cause/${encodeURIComponent(end.cause)}` }, `${t('cause')}: ${end.cause}`)),
      facts(end),
      end.violations && el('ul', {}, end.violations.map((each) => el('li', {}, `${each.received ? t('received') : t('sent')}: ${each.rule}, RFC ${each.section}, ${t('frame')} ${each.frame}`))),
      frameTable(end) || null,
      book);
    remedy(end, advice).catch(() => {});
    more(end, book).catch(() => {});
  }).catch((problem) => replace(root, el('p', { class: 'none' }, problem.message)));
  return root;
}
