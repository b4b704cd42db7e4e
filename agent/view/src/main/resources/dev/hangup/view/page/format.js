// SPDX-License-Identifier: Apache-2.0
// Numbers and times as people read them.

export function duration(seconds) {
  if (seconds === undefined || seconds === null) {
    return '\u2013';
  }
  if (seconds < 0.001) {
    return `${Math.round(seconds * 1e6)} \u00b5s`;
  }
  if (seconds < 1) {
    return `${Math.round(seconds * 1000)} ms`;
  }
  if (seconds < 60) {
    return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  }
  const whole = Math.round(seconds);
  if (whole < 3600) {
    return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  }
  if (whole < 172800) {
    return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
  }
  return `${Math.floor(whole / 86400)} d ${Math.floor((whole % 86400) / 3600)} h`;
}

export function bytes(count) {
  if (count === undefined || count === null) {
    return '\u2013';
  }
  let value = count;
  for (const unit of ['B', 'KiB', 'MiB', 'GiB']) {
    if (value < 1024 || unit === 'GiB') {
      return `${unit === 'B' || value >= 100 ? Math.round(value) : value.toFixed(1)} ${unit}`;
    }
    value /= 1024;
  }
  return '';
}

export function clock(time) {
  const date = new Date(time);
  const part = (value, width) => String(value).padStart(width, '0');
  return `${part(date.getHours(), 2)}:${part(date.getMinutes(), 2)}:${part(date.getSeconds(), 2)}`
    + `.${part(date.getMilliseconds(), 3)}`;
}

// Times have nine digits behind the point, of which Date takes three.
export function nanos(time) {
  const [, seconds, fraction = ''] = /^([^.Z]+)(?:\.(\d+))?/.exec(time) ?? [];
  return Date.parse(`${seconds}Z`) / 1000 + Number(`0.${fraction || 0}`);
}

export function number(value) {
  return value === undefined ? '\u2013' : value.toLocaleString('en').replace(/,/g, '\u202f');
}

const OPCODES = { 0: 'continuation', 1: 'text', 2: 'binary', 8: 'close', 9: 'ping', 10: 'pong' };

export function opcode(value) {
  return OPCODES[value] ?? `reserved ${value}`;
}

export function code(end) {
  if (end.kind === 'handshake') {
    return end.status ? `HTTP ${end.status}` : '\u2013';
  }
  return end.code ? `${end.code} ${end.name ?? ''}`.trim() : '\u2013';
}

// Markdown takes some characters for marks; a peer's text must not become any.
export function markdown(text) {
  return String(text).replace(/[\\`*_[\]<>|#~]/g, '\\$&').replace(/\s+/g, ' ');
}
