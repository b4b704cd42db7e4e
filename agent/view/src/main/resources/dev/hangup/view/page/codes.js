// SPDX-License-Identifier: Apache-2.0
import { el, link, replace } from './dom.js';
import { get } from './server.js';
import { language, t } from './words.js';

// A page of the handbook, whose headings begin below the view's own.
export function page(blocks, below = 1) {
  return blocks.map((each) => {
    if (each.heading) {
      return el(`h${Math.min(6, each.level + below)}`, {}, each.heading);
    }
    if (each.paragraph) {
      return el('p', {}, each.paragraph);
    }
    if (each.terms) {
      return el('dl', {}, each.terms.map(([term, text]) => el('div', {}, el('dt', {}, term), el('dd', {}, text))));
    }
    if (each.table) {
      return el('div', { class: 'wide' }, el('table', {},
        el('thead', {}, el('tr', {}, each.header.map((cell) => el('th', { scope: 'col' }, cell)))),
        el('tbody', {}, each.table.map((row) => el('tr', {}, row.map((cell) => el('td', {}, cell)))))));
    }
    return el('p', {}, link(each.link, each.words));
  });
}

function asked(rest) {
  const [first, second] = rest.split('/');
  if (first === 'cause' || first === 'rule') {
    return { [first]: decodeURIComponent(second ?? '') };
  }
  if (first === 'range') {
    return { range: second };
  }
  return first ? { code: first, and: second } : null;
}

export function show(main, place) {
  const one = el('article', { class: 'book' });
  const list = el('div', {});
  const search = el('input', { type: 'search', id: 'search', placeholder: t('search'), 'aria-label': t('search'), maxlength: 100, oninput: () => draw() });
  const number = (id, example) => el('input', { type: 'text', id, inputmode: 'numeric', pattern: '[0-9]{1,5}', maxlength: 5, required: true, placeholder: example, 'aria-label': t('code') });
  const first = number('compare-first', '1002');
  const second = number('compare-second', '1009');
  const compare = el('form', { class: 'filters', onsubmit: (event) => {
    event.preventDefault();
    location.hash = `#codes/${first.value}/${second.value}`;
  } }, first, second, el('button', { type: 'submit' }, t('compare')));
  replace(main, el('div', { class: 'filters' }, search, compare), one, list);
  let all = null;
  let gone = false;

  function matches(...texts) {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const text = texts.join(' ').toLowerCase();
    return words.every((each) => text.includes(each));
  }

  function section(heading, entries) {
    return entries.length === 0 ? [] : [el('h2', {}, heading), el('ul', { class: 'entries' }, entries.map(([href, name, text]) =>
      el('li', {}, el('a', { href }, name), el('p', {}, text))))];
  }

  function draw() {
    if (!all) {
      return;
    }
    const cause = (each) => [`#codes/cause/${each.cause}`, each.cause, each.description];
    const found = (each) => matches(each.cause, each.description, ...Object.values(each.remedies));
    replace(list,
      section(t('codes'), all.codes.filter((each) => matches(each.row, each.name, each.description, each.seen, each.fix))
        .map((each) => [String(each.row).includes('-') ? `#codes/range/${each.row}` : `#codes/${each.row}`, `${each.row} ${each.name}`, each.description])),
      section(t('causes'), all.causes.filter(found).map(cause)),
      section(t('causes.handshake'), all.handshakeCauses.filter(found).map(cause)));
  }

  const wanted = asked(place.rest);
  if (wanted) {
    get('handbook', { ...wanted, lang: language() })
      .then((book) => gone || replace(one, page(book.blocks)))
      .catch((problem) => replace(one, el('p', { class: 'none' }, problem.message)));
  }
  get('codes', { lang: language() }).then((found) => {
    if (!gone) {
      all = found;
      draw();
    }
  }).catch((problem) => replace(list, el('p', { class: 'none' }, problem.message)));
  return () => {
    gone = true;
  };
}
