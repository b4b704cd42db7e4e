// SPDX-License-Identifier: Apache-2.0
import { el, replace } from './dom.js';
import { known, on } from './server.js';
import { clock, code, duration } from './format.js';
import { t } from './words.js';
import { story } from './story.js';

const SHOWN = 200;

const FILTERS = ['cause', 'code', 'route', 'stack'];

function value(end, filter) {
  return filter === 'code' ? String(end.code ?? end.status ?? '') : (end[filter] ?? '');
}

function wants(end, asked) {
  return FILTERS.every((each) => !asked.get(each) || value(end, each) === asked.get(each))
    && (!asked.get('abnormal') || end.abnormal)
    && (!asked.get('text') || JSON.stringify(end).toLowerCase().includes(asked.get('text').toLowerCase()));
}

export function show(main, place) {
  const asked = place.query;
  const bar = el('form', { class: 'filters', role: 'search', onsubmit: (event) => event.preventDefault() });
  const count = el('p', { class: 'dim', id: 'count' });
  const list = el('div', { class: 'wide' });
  replace(main, bar, count, list);

  let opened = place.rest ? Number(place.rest) : 0;
  const panels = new Map(); // a story stays as it is while rows come in above it

  function changed(name, wanted) {
    if (wanted) {
      asked.set(name, wanted);
    } else {
      asked.delete(name);
    }
    const query = asked.toString();
    history.replaceState(null, '', query ? `#closes?${query}` : '#closes');
    rows();
  }

  const choices = new Map();
  const search = el('input', { type: 'search', id: 'search', placeholder: t('search'), 'aria-label': t('search'), maxlength: 100, oninput: (event) => changed('text', event.target.value) });
  search.value = asked.get('text') ?? '';
  bar.append(search);
  for (const each of FILTERS) {
    const choice = el('select', { id: `filter-${each}`, 'aria-label': t(each), onchange: (event) => changed(each, event.target.value) });
    choices.set(each, choice);
    bar.append(choice);
  }
  const box = el('input', { type: 'checkbox', id: 'filter-abnormal', onchange: (event) => changed('abnormal', event.target.checked ? 'true' : '') });
  box.checked = asked.get('abnormal') === 'true';
  bar.append(el('label', {}, box, ` ${t('abnormal.only')}`));

  function options() {
    for (const [each, choice] of choices) {
      const all = new Set(known.ends.map((end) => value(end, each)).filter((text) => text !== ''));
      if (asked.get(each)) {
        all.add(asked.get(each));
      }
      const texts = [...all].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
      if (choice.dataset.texts !== JSON.stringify(texts)) {
        choice.dataset.texts = JSON.stringify(texts);
        replace(choice, el('option', { value: '' }, `${t(each)}: ${t('all')}`),
          texts.map((text) => {
            const option = el('option', {}, text);
            option.value = text;
            return option;
          }));
      }
      choice.value = asked.get(each) ?? '';
    }
  }

  function toggle(end) {
    opened = opened === end.number ? 0 : end.number;
    history.replaceState(null, '', opened ? `#closes/${opened}?${asked}` : `#closes?${asked}`);
    rows();
    document.getElementById(`end-${end.number}`)?.focus();
  }

  function row(end) {
    const isOpen = opened === end.number;
    const key = (event) => {
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        toggle(end);
      }
    };
    const made = [el('tr', {
      id: `end-${end.number}`, class: `row ${end.abnormal ? 'bad' : 'well'}${isOpen ? ' opened' : ''}`, tabindex: 0,
      'aria-expanded': String(isOpen), onclick: () => toggle(end), onkeydown: key,
    },
    el('td', { class: 'time' }, clock(end.time)),
    el('td', {}, el('strong', {}, end.cause)),
    el('td', {}, code(end)),
    el('td', { class: 'min' }, end.initiator ? t(`by.${end.initiator}`) : ''),
    el('td', { class: 'route' }, el('bdi', {}, end.route ?? '\u2013')),
    el('td', { class: 'min' }, `${end.stack} ${end.role}`),
    el('td', { class: 'n min' }, duration(end.duration)),
    el('td', { class: 'evidence' }, el('bdi', {}, end.evidence ?? '')))];
    if (isOpen) {
      if (!panels.has(end.number)) {
        panels.clear();
        panels.set(end.number, el('td', { colspan: 8 }, story(end.number)));
      }
      made.push(el('tr', { class: 'story' }, panels.get(end.number)));
    }
    return made;
  }

  function rows() {
    options();
    const focused = document.activeElement?.id;
    const wanted = known.ends.filter((end) => wants(end, asked));
    let some = wanted.slice(0, SHOWN);
    const mine = opened && !some.some((end) => end.number === opened) && known.ends.find((end) => end.number === opened);
    if (mine) {
      some = [mine, ...some];
    }
    count.textContent = t('shown', some.length, wanted.length, known.ends.length);
    if (some.length === 0) {
      replace(list, el('p', { class: 'none' }, t('ends.none')));
      return;
    }
    replace(list, el('table', { class: 'closes' },
      el('thead', {}, el('tr', {}, ['time', 'cause', 'code', 'by', 'route', 'stack', 'lasted', 'evidence']
        .map((each) => el('th', { scope: 'col', class: { by: 'min', stack: 'min', lasted: 'n min', evidence: 'evidence' }[each] }, t(each))))),
      el('tbody', {}, some.map(row))));
    if (focused?.startsWith('end-')) {
      document.getElementById(focused)?.focus({ preventScroll: true });
    }
  }

  rows();
  if (opened) {
    document.getElementById(`end-${opened}`)?.scrollIntoView({ block: 'start' });
  }
  return on((what) => what === 'ends' && rows());
}
