/** A request that costs its sender little and the server much. */
export interface WorstRequest {
  method: string
  path: string
  headers: Record<string, string>
  body?: Buffer
}

const STREAM = '/v1/translations/stream'
const CREATE = '/v1/translations'
const MB = 1_000_000

/** One of each kind. */
export function worstRequests(): WorstRequest[] {
  return [...bodies(), ...faceBodies(), ...heads()]
}

function bodies(): WorstRequest[] {
  const ids = Array.from({ length: 20_000 }, (_, at) => ({ id: `tr_${String(at).padStart(36, '0')}` }))
  const source = { url: 'https://example.com/talk.mp4' }
  const create = (rest: object) => JSON.stringify({ source, to: ['es'], engine: 'simulated', ...rest })
  return [
    json(STREAM, `{"translations":[${repeat('1,', 8 * MB)}1]}`),
    json(STREAM, `{"translations":[${repeat('1,', 0.6 * MB)}1]}`),
    json(STREAM, `{"translations":[${repeat('{},', 0.42 * MB)}{}]}`),
    json(STREAM, `{"translations":[${repeat('1,', 19_999)}1]}`),
    json(STREAM, `{"translations":[${repeat('{"id":1,"version":-1},', 19_999)}{}]}`),
    json(STREAM, JSON.stringify({ translations: ids })),
    json(STREAM, JSON.stringify({ filter: { text: '%_'.repeat(100) } })),
    json(STREAM, `{"translations":[{${repeat('"id":"x",', 100_000)}"id":"x"}]}`),
    json(CREATE, create({ to: Array.from({ length: 200_000 }, () => 'es') })),
    json(CREATE, create({ to: Array.from({ length: 500 }, (_, at) => `x-${'a'.repeat(8)}-${at}`) })),
    json(CREATE, create({ to: Array.from({ length: 500 }, () => '!'.repeat(100)) })),
    json(CREATE, create({ reference: `a${'\u0301'.repeat(30_000)}` })),
    json(CREATE, create({ reference: 'x'.repeat(MB) })),
    json(CREATE, `{"options":${'['.repeat(30_000)}${']'.repeat(30_000)}}`),
    json(CREATE, `${'{"a":'.repeat(70_000)}1${'}'.repeat(70_000)}`),
    json(CREATE, create({ options: Object.fromEntries(numbered(5000, (at) => [`key${at}`, at])) })),
    json(CREATE, `{${numbered(30_000, (at) => `"k${at}":1`).join()}}`),
    json(CREATE, `{"__proto__":{"to":[]},"constructor":{"prototype":{}}}`),
    json(CREATE, `"${'\\u0000'.repeat(60_000)}"`),
    json(CREATE, `${' '.repeat(300_000)}{`),
    json(CREATE, create({ source: { url: `https://${'a.'.repeat(2000)}com/` } })),
    json(CREATE, create({ webhook: { url: `https://example.com/${'%41'.repeat(600)}`, secret: 'x' } })),
    json(CREATE, 'x'.repeat(MB), { 'content-encoding': 'gzip' }),
    json('/v1/translations/tr_1/cancel', `[${repeat('[],', 300_000)}[]]`),
  ]
}

function faceBodies(): WorstRequest[] {
  const form = 'application/x-www-form-urlencoded'
  const parts = repeat('--b\r\ncontent-disposition: form-data; name="a"\r\n\r\n\r\n', 1000)
  const face = (type: string, body: string): WorstRequest => ({
    method: 'POST',
    path: '/start',
    headers: { 'content-type': type },
    body: Buffer.from(body),
  })
  return [
    face(form, repeat('a=1&', 16_000)),
    face(form, repeat('&', 60_000)),
    face(form, repeat('%', 60_000)),
    face(form, repeat('a[b]', 15_000)),
    face('multipart/form-data; boundary=b', `${parts}--b--\r\n`),
    face('multipart/form-data; boundary=b', repeat('\r\n--b', 12_000)),
    face('application/json', '['.repeat(60_000)),
    face('application/json', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`),
    face('application/json', repeat('[],', 5 * MB)),
  ]
}

function heads(): WorstRequest[] {
  const get = (path: string, headers: Record<string, string> = {}): WorstRequest => ({
    method: 'GET',
    path,
    headers,
  })
  const artifact = '/v1/translations/tr_1/artifacts/es.mp4'
  const upload = (metadata: string): WorstRequest => ({
    method: 'POST',
    path: '/v1/uploads',
    headers: { 'tus-resumable': '1.0.0', 'upload-length': '1', 'upload-metadata': metadata },
  })
  return [
    get(`${CREATE}?${repeat('id=&', 3500)}`),
    get(`${CREATE}?${repeat('status=x&', 1500)}`),
    get(`${CREATE}?${numbered(2000, (at) => `p${at}=`).join('&')}`),
    get(`${CREATE}?cursor=${repeat('%F0%9F', 2000)}`),
    get(`${CREATE}?text=${repeat('%25_', 3000)}`),
    get(`${CREATE}/tr_1`, { 'if-none-match': repeat('W/"1",', 2300) }),
    get(`${CREATE}/tr_1`, { prefer: `wait${' '.repeat(14_000)}=x` }),
    get(artifact, { range: `bytes=${repeat('0-0,', 3500)}` }),
    get(`${artifact}?signature=${'a'.repeat(14_000)}&expires=1`),
    get(`${CREATE}/${repeat('%2e%2e%2f', 1500)}`),
    get(`/${repeat('/a', 7000)}`),
    {
      ...json(CREATE, '{}'),
      headers: { 'content-type': 'application/json', 'idempotency-key': 'k'.repeat(14_000) },
    },
    get('/healthz', { 'x-long': 'x'.repeat(20_000) }),
    get('/healthz', Object.fromEntries(numbered(1500, (at) => [`x-${at}`, '']))),
    upload(repeat('a YQ==,', 2000)),
    upload(repeat('name ', 2800)),
  ]
}

function json(path: string, text: string, headers: Record<string, string> = {}): WorstRequest {
  const type = { 'content-type': 'application/json', ...headers }
  return { method: 'POST', path, headers: type, body: Buffer.from(text) }
}

function repeat(text: string, times: number): string {
  return text.repeat(times)
}

function numbered<T>(count: number, make: (at: number) => T): T[] {
  return Array.from({ length: count }, (_, at) => make(at))
}
