// SPDX-License-Identifier: Apache-2.0
import { el, replace } from './dom.js';
import { follow, get, known, on, reload } from './server.js';
import { LANGUAGES, language, speak, t } from './words.js';
import * as now from './now.js';
import * as closes from './closes.js';
import * as open from './open.js';
import * as codes from './codes.js';

const VIEWS = { now, closes, open, codes };
const THEMES = ['auto', 'light', 'dark'];

let leave = () => {};
let about = null;

// What is after the mark: the view, what of it, and how it is filtered.
function place() {
  const [path, query = ''] = location.hash.slice(1).split('?');
  const [view, ...rest] = path.split('/');
  return { view: VIEWS[view] ? view : 'now', rest: rest.join('/'), query: new URLSearchParams(query) };
}

function kept(name, value) {
  try {
    if (value !== undefined) {
      localStorage.setItem(name, value);
    }
    return localStorage.getItem(name);
  } catch {
    return value ?? null; // not kept, where a browser is told to keep nothing
  }
}

function theme(wanted) {
  const known = THEMES.includes(wanted) ? wanted : 'auto';
  document.documentElement.dataset.theme = known;
  return known;
}

function show() {
  leave();
  const at = place();
  document.title = `${t(`view.${at.view}`)} \u00b7 hangup`;
  document.querySelectorAll('#nav a').forEach((each) => {
    if (each.dataset.view === at.view) {
      each.setAttribute('aria-current', 'page');
    } else {
      each.removeAttribute('aria-current');
    }
  });
  const main = document.getElementById('main');
  main.dataset.view = at.view;
  leave = VIEWS[at.view].show(main, at);
}

function choice(id, label, names, chosen, changed) {
  const select = el('select', { id, 'aria-label': label, onchange: (event) => changed(event.target.value) },
    names.map(([value, name]) => el('option', { value }, name)));
  select.value = chosen;
  return select;
}

function frame() {
  document.documentElement.lang = language();
  document.getElementById('skip').textContent = t('skip');
  replace(document.getElementById('nav'), Object.keys(VIEWS).map((each, i) =>
    el('a', { href: `#${each}`, 'data-view': each, title: String(i + 1) }, t(`view.${each}`))));
  replace(document.getElementById('tools'),
    choice('language', t('language'), LANGUAGES, language(), (wanted) => {
      kept('hangup.language', wanted);
      speak(wanted);
      frame();
      show();
    }),
    choice('theme', t('theme'), THEMES.map((each) => [each, t(`theme.${each}`)]), theme(kept('hangup.theme')), (wanted) => {
      kept('hangup.theme', wanted);
      theme(wanted);
    }));
  state();
}

function state() {
  const line = document.getElementById('about');
  line.dataset.live = String(known.live);
  const agent = about?.agent;
  line.textContent = [
    known.live ? t('live') : t('not.live'),
    agent && `hangup ${agent.version}`,
    agent && agent.pid > 0 && `PID ${agent.pid}`,
    agent && `Java ${agent.java}`,
    agent && agent.stacks.join(', '),
  ].filter(Boolean).join(' \u00b7 ');
}

// 1 to 4: the views. / : search. j, k: the rows. Escape: out of a field, or closes the story.
function key(event) {
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  if (event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  if (typing) {
    if (event.key === 'Escape') {
      event.target.blur();
    }
    return;
  }
  const view = Object.keys(VIEWS)[Number(event.key) - 1];
  if (view) {
    location.hash = `#${view}`;
  } else if (event.key === '/') {
    event.preventDefault();
    document.getElementById('search')?.focus();
  } else if (event.key === 'j' || event.key === 'k') {
    const rows = [...document.querySelectorAll('tr.row')];
    const at = rows.indexOf(document.activeElement);
    rows[Math.max(0, Math.min(rows.length - 1, at + (event.key === 'j' ? 1 : -1)))]?.focus();
  } else if (event.key === 'Escape') {
    document.querySelector('tr.row.opened')?.click();
  }
}

async function begin() {
  theme(kept('hangup.theme'));
  const wanted = kept('hangup.language');
  speak(wanted ?? navigator.language);
  frame();
  try {
    about = await get('summary', { since: 60 });
    known.language = about.agent.language;
    if (!wanted && known.language !== 'en') {
      speak(known.language);
      frame();
    }
    await reload();
  } catch (problem) {
    replace(document.getElementById('main'), el('p', { class: 'none' }, problem.message));
    setTimeout(begin, 5000);
    return;
  }
  on((what) => what === 'live' && state());
  addEventListener('hashchange', show);
  addEventListener('keydown', key);
  state();
  show();
  follow();
}

begin();
