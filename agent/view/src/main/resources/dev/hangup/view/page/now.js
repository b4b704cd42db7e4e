// SPDX-License-Identifier: Apache-2.0
import { el, replace } from './dom.js';
import { get, known, on } from './server.js';
import { chart, grouped, shorter, spark } from './charts.js';
import { duration, number } from './format.js';
import { t } from './words.js';

const GROUP = 10;
const GROUPS = 90;
const SUMMARY_MILLIS = 5000;

const add = (a, b) => a + b;
const last = (a, b) => b;

// How many were open in each second: as many as now, less what opened since, and what closed back.
export function openBack(rates) {
  const open = new Array(rates.opens.length);
  let count = rates.open;
  for (let i = open.length - 1; i >= 0; i--) {
    open[i] = Math.max(0, count);
    count += rates.closes[i] - rates.opens[i];
  }
  return open;
}

function charts(rates) {
  const per = (name) => grouped(rates[name], GROUP, GROUPS, add).map((each) => each / GROUP);
  const opens = per('opens');
  const closes = per('closes');
  const abnormal = per('abnormal');
  const refused = per('handshakesFailed');
  const sum = (name) => rates[name].reduce(add, 0);
  const share = closes.map((all, i) => (all === 0 ? 0 : (100 * abnormal[i]) / all));
  const ended = sum('closes');
  const whole = ended === 0 ? 0 : (100 * sum('abnormal')) / ended;
  const lastMinute = (name) => shorter(rates[name].slice(-60).reduce(add, 0) / 60);
  return [
    chart(t('chart.open'), number(rates.open), [{ kind: 'open', values: grouped(openBack(rates), GROUP, GROUPS, last) }]),
    chart(t('chart.opens'), `${lastMinute('opens')} /s`, [{ kind: 'open', values: opens }]),
    chart(t('chart.closes'), `${lastMinute('closes')} /s`, [{ kind: 'closed', values: closes }, { kind: 'bad', values: abnormal }]),
    chart(t('chart.abnormal'), `${whole.toFixed(whole < 10 ? 1 : 0)} %`, [{ kind: 'bad', values: share }], '%'),
    chart(t('chart.refused'), number(sum('handshakesFailed')), [{ kind: 'bad', values: refused }]),
  ];
}

// Kept while the page is open, since the agent keeps no history by route.
const history = new Map();

function remember(routes) {
  const seen = new Set();
  for (const each of routes) {
    const key = `${each.role} ${each.stack} ${each.route ?? ''}`;
    seen.add(key);
    const values = history.get(key) ?? [];
    values.push(each.open);
    history.set(key, values.slice(-180));
  }
  for (const key of history.keys()) {
    if (!seen.has(key)) {
      history.delete(key);
    }
  }
}

function routes(all) {
  if (all.length === 0) {
    return el('p', { class: 'none' }, t('open.none'));
  }
  const flag = (count) => el('td', { class: count > 0 ? 'n bad' : 'n' }, number(count));
  return el('div', { class: 'wide' }, el('table', {},
    el('thead', {}, el('tr', {}, [t('route'), t('stack'), t('open'), '', t('closing'), t('silent'), t('ping.late'), t('silence.longest'), t('oldest')]
      .map((each, i) => el('th', { scope: 'col', class: i === 2 || i > 3 ? 'n' : '' }, each)))),
    el('tbody', {}, all.map((each) => el('tr', {},
      el('td', { class: 'route' }, el('a', { href: `#open?route=${encodeURIComponent(each.route ?? '')}` }, el('bdi', {}, each.route ?? '\u2013'))),
      el('td', {}, `${each.stack} ${each.role}`),
      el('td', { class: 'n' }, number(each.open)),
      el('td', {}, spark(history.get(`${each.role} ${each.stack} ${each.route ?? ''}`) ?? [])),
      flag(each.closing), flag(each.silent), flag(each.pingUnanswered),
      el('td', { class: 'n' }, duration(each.longestSilence)),
      el('td', { class: 'n' }, duration(each.oldest)))))));
}

function ends(all) {
  const some = all.filter((each) => each.count > 0);
  if (some.length === 0) {
    return el('p', { class: 'none' }, t('ends.none'));
  }
  return el('ul', { class: 'groups' }, some.map((each) => el('li', { class: each.abnormal ? 'bad' : 'well' },
    el('a', { href: `#closes?cause=${encodeURIComponent(each.cause)}` },
      el('strong', {}, `${number(each.count)} \u00d7 ${each.cause}`)),
    ' ', el('span', { class: 'dim' }, each.code ?? each.status ?? '', ' ', each.stack, ' ', each.role, ' ', el('bdi', {}, each.route ?? '')),
    el('p', {}, el('bdi', {}, each.evidence ?? '')),
    each.abnormal && el('p', { class: 'remedy' }, each.remediation ?? ''))));
}

export function show(main) {
  const top = el('div', { class: 'charts' });
  const table = el('section', { 'aria-label': t('routes') });
  const groups = el('section', { 'aria-label': t('ends') });
  replace(main, top, el('h2', {}, t('routes')), table, el('h2', {}, t('ends')), groups);

  const draw = () => known.rates && replace(top, charts(known.rates));
  let gone = false;
  let shown = '';
  const ask = async () => {
    try {
      const summary = await get('summary');
      if (gone) {
        return;
      }
      remember(summary.open);
      replace(table, routes(summary.open));
      // Not drawn anew while nothing changes: somebody may be reading, or marking text.
      const text = JSON.stringify(summary.ends);
      if (text !== shown) {
        shown = text;
        replace(groups, ends(summary.ends));
      }
    } catch {
      // said above, by the state of the stream
    }
  };
  draw();
  ask();
  const off = on((what) => what === 'rates' && draw());
  const timer = setInterval(() => document.hidden || ask(), SUMMARY_MILLIS);
  return () => {
    gone = true;
    off();
    clearInterval(timer);
  };
}
