// SPDX-License-Identifier: Apache-2.0
import { el, replace } from './dom.js';
import { get } from './server.js';
import { bytes, duration, number } from './format.js';
import { t } from './words.js';

const AGAIN_MILLIS = 2000;
const LIMIT = 200;

// Column, what the agent sorts it by (nothing: not sortable), its cell.
const COLUMNS = [
  ['route', '', (each) => el('bdi', {}, each.route ?? '\u2013')],
  ['peer', '', (each) => el('bdi', {}, each.client ?? each.peer ?? '\u2013')],
  ['stack', '', (each) => `${each.stack} ${each.role}`],
  ['state', '', (each) => t(`state.${each.state}`)],
  ['age', 'age', (each) => duration(each.age)],
  ['silence', 'silence', (each) => duration(each.silence)],
  ['frames', 'frames', (each) => (each.received ? `${number(each.received.frames)} / ${number(each.sent.frames)}` : '\u2013')],
  ['bytes', 'bytes', (each) => (each.received ? `${bytes(each.received.bytes)} / ${bytes(each.sent.bytes)}` : '\u2013')],
  ['largest', 'largest', (each) => (each.received ? bytes(Math.max(each.received.maxMessage, each.sent.maxMessage)) : '\u2013')],
  ['ping', 'ping', (each) => duration(each.ping)],
];

function risk(each, connection) {
  switch (each.kind) {
    case 'closing': return t('risk.closing', duration(connection.closing));
    case 'ping': return t('risk.ping', duration(connection.unanswered));
    case 'handshake': return t('risk.handshake');
    case 'idle': return t('risk.idle', each.limit, each.of);
    case 'size': return t('risk.size', bytes(each.limit), each.of);
    default: return t('risk.silent');
  }
}

export function show(main, place) {
  const asked = place.query;
  let sort = asked.get('sort') ?? '';
  const box = el('input', { type: 'checkbox', id: 'risk-only', onchange: () => ask() });
  const route = el('input', { type: 'search', id: 'search', placeholder: t('route'), 'aria-label': t('route'), maxlength: 200, onchange: () => ask() });
  route.value = asked.get('route') ?? '';
  const count = el('p', { class: 'dim', id: 'count' });
  const list = el('div', { class: 'wide' });
  replace(main, el('form', { class: 'filters', role: 'search', onsubmit: (event) => { event.preventDefault(); ask(); } },
    route, el('label', {}, box, ` ${t('risk.only')}`)), count, list);
  let gone = false;

  function by(wanted) {
    sort = sort === wanted ? '' : wanted;
    ask();
  }

  function head() {
    return el('tr', {}, COLUMNS.map(([name, key]) => el('th', { scope: 'col', class: key ? 'n' : '', 'aria-sort': key && key === sort ? 'descending' : false },
      key ? el('button', { type: 'button', class: 'sort', id: `sort-${key}`, onclick: () => by(key) }, t(name), key === sort ? ' \u25bc' : '') : t(name))),
    el('th', { scope: 'col' }, t('risk')));
  }

  function draw(found) {
    const focused = document.activeElement?.id;
    count.textContent = t('connections', found.connections.length, found.count);
    if (found.connections.length === 0) {
      replace(list, el('p', { class: 'none' }, t('open.none')));
      return;
    }
    replace(list, el('table', { class: 'connections' }, el('thead', {}, head()),
      el('tbody', {}, found.connections.map((each) => el('tr', { class: each.risks ? 'risky' : '' },
        COLUMNS.map(([, key, cell]) => el('td', { class: key ? 'n' : '' }, cell(each))),
        el('td', { class: 'risks' }, (each.risks ?? []).map((one) => el('p', {}, `\u26a0 ${risk(one, each)}`))))))));
    if (focused?.startsWith('sort-')) {
      document.getElementById(focused)?.focus({ preventScroll: true });
    }
  }

  async function ask() {
    try {
      const found = await get('connections', { sort, limit: LIMIT, route: route.value, risk: box.checked ? 'true' : '' });
      if (!gone) {
        draw(found);
      }
    } catch {
      // said above, by the state of the stream
    }
  }

  ask();
  const timer = setInterval(() => document.hidden || ask(), AGAIN_MILLIS);
  return () => {
    gone = true;
    clearInterval(timer);
  };
}
