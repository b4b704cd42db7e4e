// A peer that is a browser: Chromium, led by its own debugging protocol. Orders as in peer.mjs.
import http from 'node:http'
import readline from 'node:readline'
import puppeteer from 'puppeteer-core'

const pages = http.createServer((request, response) => {
  response.setHeader('Content-Type', 'text/html')
  response.end('<!doctype html><title>corpus</title>hello')
})
await new Promise((done) => pages.listen(0, '127.0.0.1', done))
const home = 'http://127.0.0.1:' + pages.address().port + '/'
let browser
let page

const orders = {
  open: async (rest) => {
    const url = rest.split(' ')[0]
    browser = await puppeteer.launch({
      executablePath: process.argv[2], headless: true,
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--no-proxy-server',
        '--disable-features=BackForwardCache'],
    })
    page = await browser.newPage()
    await page.goto(home)
    return page.evaluate((url) => new Promise((done) => {
      window.heard = []
      window.ws = new WebSocket(url)
      ws.onopen = () => done('opened')
      ws.onerror = () => done('failed')
      ws.onmessage = (event) => window.heard.push('heard ' + String(event.data).slice(0, 80))
      ws.onclose = (event) => window.heard.push('closed ' + event.code)
    }), url)
  },
  say: (text) => page.evaluate((text) => { ws.send(text); return 'ok' }, text),
  hear: () => page.evaluate(() => new Promise((done) => {
    const look = () => window.heard.length ? done(window.heard.shift()) : setTimeout(look, 20)
    look()
  })),
  gone: () => page.evaluate(() => new Promise((done) => {
    const look = () => { const end = window.heard.find((line) => line.startsWith('closed')); end ? done(end) : setTimeout(look, 20) }
    look()
  })),
  close: (rest) => page.evaluate((rest) => {
    const [code, ...reason] = rest.split(' ')
    code ? ws.close(+code, reason.join(' ')) : ws.close()
    return 'ok'
  }, rest),
  tab: async () => { await page.close(); return 'ok' },
  reload: async () => { await page.reload(); return 'ok' },
  navigate: async () => { await page.goto(home + 'elsewhere'); return 'ok' },
  offline: async () => { await page.setOfflineMode(true); return 'ok' },
  murder: () => { browser.process().kill('SIGKILL'); return 'ok' },
}

async function end() {
  try {
    browser?.process()?.kill('SIGKILL')
  } finally {
    process.exit(0)
  }
}

const input = readline.createInterface({ input: process.stdin })
input.on('close', end)
input.on('line', async (line) => {
  const space = line.indexOf(' ')
  const order = space < 0 ? line : line.slice(0, space)
  try {
    console.log(await orders[order](space < 0 ? '' : line.slice(space + 1)))
  } catch (e) {
    console.log('failed ' + String(e).split('\n')[0])
  }
})
