// A peer on the library "ws": orders on standard input, one answer a line. Ends with its input.
import readline from 'node:readline'
import net from 'node:net'
import fs from 'node:fs'
import https from 'node:https'
import { WebSocket, WebSocketServer } from 'ws'

let socket
let heard = []
let waiting = []
let closed
let server
const arrivals = []

function use(ws) {
  socket = ws
  ws.on('message', (data, binary) => hear('heard ' + (binary ? data.length + ' bytes' : data.toString().slice(0, 80).replace(/\n/g, ' '))))
  ws.on('close', (code) => { closed = 'closed ' + code; hear(closed) })
  ws.on('error', (e) => { console.error(String(e)) })
}

function hear(line) {
  if (waiting.length) waiting.shift()(line)
  else heard.push(line)
}

const next = () => heard.length ? Promise.resolve(heard.shift()) : new Promise((got) => waiting.push(got))

async function open(url, how) {
  return new Promise((done) => {
    const ws = new WebSocket(url, how.protocols || [], {
      localAddress: how.local, origin: how.origin, headers: how.headers, rejectUnauthorized: false,
      perMessageDeflate: how.deflate === undefined ? true : how.deflate,
      protocolVersion: how.version || 13, maxPayload: how.max || 100 << 20,
      autoPong: how.pong === undefined ? true : how.pong, handshakeTimeout: 20000,
    })
    ws.on('open', () => done('opened'))
    ws.on('unexpected-response', (request, response) => { done('refused ' + response.statusCode); ws.terminate() })
    ws.on('error', (e) => done('failed ' + e.message))
    use(ws)
  })
}

async function listen(how) {
  const options = {
    perMessageDeflate: how.deflate === undefined ? true : how.deflate, maxPayload: how.max || 100 << 20,
    handleProtocols: how.protocols ? (offered) => how.protocols : undefined,
    verifyClient: how.refuse ? (info, answer) => answer(false, how.refuse) : undefined,
  }
  let http
  if (how.tls) {
    http = https.createServer({ key: fs.readFileSync(how.tls + '.key'), cert: fs.readFileSync(how.tls + '.crt') })
    options.server = http
  } else {
    options.port = 0
    options.host = how.host || '127.0.0.1'
  }
  server = new WebSocketServer(options)
  server.on('connection', (ws) => { use(ws); const first = arrivals.shift(); first ? first() : arrivals.arrived = true })
  if (http) await new Promise((done) => http.listen(0, how.host || '127.0.0.1', done))
  else await new Promise((done) => server.on('listening', done))
  return 'listening ' + (http || server).address().port
}

const orders = {
  open: (rest) => { const [url, how] = split(rest); return open(url, JSON.parse(how || '{}')) },
  listen: (rest) => listen(JSON.parse(rest || '{}')),
  accept: async () => { if (!arrivals.arrived) await new Promise((got) => arrivals.push(got)); return 'opened' },
  say: (text) => sent(text.replace(/\\n/g, '\n').replace(/\\0/g, '\0')),
  beats: (period) => { setInterval(() => socket.send('\n'), +period); return 'ok' },
  big: (size) => sent('x'.repeat(+size)),
  binary: (size) => sent(Buffer.alloc(+size, 7)),
  noise: (size) => sent(Buffer.from(Array.from({ length: +size }, (_, i) => (i * 7919 + (i >> 3) * 104729) & 255))),
  ping: () => { socket.ping('x'); return 'ok' },
  hear: next,
  close: (rest) => { const [code, reason] = split(rest); code ? socket.close(+code, reason) : socket.close(); return 'ok' },
  gone: async () => { let line; do line = await next(); while (!line.startsWith('closed')); return line },
  terminate: () => { socket.terminate(); return 'ok' },
  reset: () => { socket._socket.resetAndDestroy(); return 'ok' },
  half: () => { socket._socket.end(); return 'ok' },
  pause: () => { socket.pause(); return 'ok' },
  resume: () => { socket.resume(); return 'ok' },
  exit: () => process.exit(0),
}

function sent(data) {
  return new Promise((done) => socket.send(data, (e) => done(e ? 'failed ' + e.message : 'ok')))
}

function split(rest) {
  const space = (rest || '').indexOf(' ')
  return space < 0 ? [rest, ''] : [rest.slice(0, space), rest.slice(space + 1)]
}

const input = readline.createInterface({ input: process.stdin })
input.on('close', () => process.exit(0))
input.on('line', async (line) => {
  const [order, rest] = split(line)
  try {
    console.log(await orders[order](rest))
  } catch (e) {
    console.log('failed ' + e)
  }
})
