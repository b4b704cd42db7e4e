// SPDX-License-Identifier: Apache-2.0
// Everything shown is made here, and as text: what a peer has sent is never read as HTML.

// Of characters that show nothing, or turn around what stands beside them, their number is shown.
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

export function visible(text) {
  return String(text).replace(HIDDEN, (each) =>
    `\u27e8U+${each.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}\u27e9`);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value !== undefined && value !== null) {
      element.setAttribute(name, visible(value));
    }
  }
  element.append(...children.flat(9)
    .filter((each) => each !== null && each !== undefined && each !== false)
    .map((each) => (each instanceof Node ? each : document.createTextNode(visible(each)))));
  return element;
}

export function el(name, attributes, ...children) {
  return fill(document.createElement(name), attributes, children);
}

export function svg(name, attributes, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

export function replace(parent, ...children) {
  parent.replaceChildren(...children.flat(9).filter((each) => each instanceof Node));
}

export function say(text) {
  document.getElementById('said').textContent = visible(text);
}

// Without a secure context (a page by http of another machine) there is no clipboard to ask for.
export async function copy(text, said) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = el('textarea', { class: 'offscreen', 'aria-hidden': 'true' });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  say(said);
}

export function copyButton(label, text, said) {
  return el('button', { type: 'button', class: 'small', onclick: () => copy(text(), said) }, label);
}

// A link opens only where it leads to the web.
export function link(address, ...children) {
  return /^https?:\/\//.test(address)
    ? el('a', { href: address, rel: 'noopener noreferrer', target: '_blank' }, children)
    : el('span', {}, children);
}
