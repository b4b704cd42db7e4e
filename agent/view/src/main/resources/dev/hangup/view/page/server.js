// SPDX-License-Identifier: Apache-2.0
// All that is asked of the agent: documents by fetch, what happens by server-sent events.

export async function get(path, parameters = {}) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value));
  const text = query.toString();
  const response = await fetch(text ? `api/${path}?${text}` : `api/${path}`, { cache: 'no-store' });
  if (!response.ok) {
    throw new Error(`${response.status}: ${(await response.text()).trim()}`);
  }
  return response.json();
}

// What is known, shared by all views; `on` is told of what changes: rates, ends, live.
const listeners = new Set();

export const known = { rates: null, ends: [], newest: 0, language: 'en', live: false };

export function on(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(what) {
  listeners.forEach((each) => each(what));
}

const MOST = 1000;

export async function reload() {
  const all = await get('closes', { brief: 'true', limit: MOST });
  known.ends = all.ends;
  known.newest = all.newest;
  tell('ends');
}

function arrived(news) {
  const fresh = news.ends.filter((each) => each.number > known.newest);
  // Fewer than there were: another JVM answers here now. More than came: they were too many at once.
  if (news.newest < known.newest || news.newest - known.newest > fresh.length) {
    reload().catch(() => live(false));
    return;
  }
  if (fresh.length > 0) {
    known.newest = news.newest;
    known.ends = fresh.concat(known.ends).slice(0, MOST);
    tell('ends');
  }
}

function live(is) {
  if (known.live !== is) {
    known.live = is;
    tell('live');
  }
}

export function follow() {
  const stream = new EventSource(`api/stream?after=${known.newest}`);
  let lost = false;
  stream.addEventListener('open', () => {
    live(true);
    if (lost) {
      lost = false;
      reload().catch(() => {});
    }
  });
  stream.addEventListener('rates', (event) => {
    known.rates = JSON.parse(event.data);
    tell('rates');
  });
  stream.addEventListener('ends', (event) => arrived(JSON.parse(event.data)));
  stream.addEventListener('error', () => {
    lost = true;
    live(false);
    if (stream.readyState === EventSource.CLOSED) {
      setTimeout(follow, 5000);
    }
  });
}
