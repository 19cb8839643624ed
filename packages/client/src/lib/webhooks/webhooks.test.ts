import { createHmac, randomBytes } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import { Webhook } from 'standardwebhooks'
import { setUp } from '../../../test/support/set-up.ts'
import { VideoTranslationError } from '../../index.ts'
import { elevenLabsWebhooks, heygenWebhooks, isWebhookSecret, standardWebhooks } from '../../webhooks.ts'

const SECRET = `whsec_${Buffer.from('a secret of twenty-four b').toString('base64')}`
const OTHER = `whsec_${randomBytes(32).toString('base64')}`
const NOW = Date.parse('2026-01-31T09:00:00Z')
const BODY = JSON.stringify({
  type: 'translation.completed',
  timestamp: '2026-01-31T08:59:59.000Z',
  data: { id: 'tr_1', version: 7, status: 'completed', note: 'señal ✓' },
})
const clock = { now: () => NOW }

const hooks = standardWebhooks(SECRET, clock)

describe('a webhook of a Video Translation server', () => {
  it('is verified and parsed from a web request', async () => {
    const event = await hooks.receive(post(BODY, await hooks.sign(BODY, { id: 'msg_1' })))
    expect(event).toEqual({
      type: 'translation.completed',
      id: 'tr_1',
      version: 7,
      messageId: 'msg_1',
      payload: JSON.parse(BODY) as unknown,
    })
  })

  it('is parsed from headers and a raw body, as in Node and Express', async () => {
    const signed = await hooks.sign(BODY)
    const headers = Object.fromEntries(
      Object.entries(signed).map(([name, value]) => [name.toUpperCase(), value]),
    )
    const bytes = Buffer.from(BODY)
    for (const body of [BODY, bytes, new Uint8Array(bytes).buffer]) {
      expect(await hooks.receive({ headers, body })).toMatchObject({ id: 'tr_1' })
    }
  })

  it('wakes a wait for the translation', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    const body = JSON.stringify({ type: 'translation.completed', data: { id } })
    const event = await hooks.receive({ headers: await hooks.sign(body), body })
    const waiting = client.wait(id, { transport: 'notify' })
    await vi.waitFor(() => expect(api.requests).toHaveLength(1), 60_000)
    api.change(id, { status: 'completed' })
    expect(client.notify(event)).toBe(true)
    expect(await waiting).toMatchObject({ id, status: 'completed' })
  })

  it('is requested when the translation is created', async () => {
    const { api, client } = setUp()
    const webhook = { url: 'https://app.example.com/hook', secret: SECRET }
    await client.create({ source: 'https://example.com/a.mp4', to: ['es'], webhook })
    expect(api.bodies.at(-1)).toMatchObject({ webhook })
  })

  it('is accepted by the reference library of Standard Webhooks', async () => {
    const live = standardWebhooks(SECRET)
    const headers = await live.sign(BODY, { id: 'msg_2' })
    expect(new Webhook(SECRET).verify(BODY, headers)).toEqual(JSON.parse(BODY))
    expect(() => new Webhook(OTHER).verify(BODY, headers)).toThrow()
  })

  it('can be signed by the reference library of Standard Webhooks', async () => {
    const at = new Date(NOW)
    const headers = {
      'webhook-id': 'msg_3',
      'webhook-timestamp': String(NOW / 1000),
      'webhook-signature': new Webhook(SECRET).sign('msg_3', at, BODY),
    }
    expect(await hooks.receive({ headers, body: BODY })).toMatchObject({ messageId: 'msg_3' })
  })

  it('has the signature of the specification: an HMAC-SHA256 of id, time and body', async () => {
    const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64')
    const expected = createHmac('sha256', key)
      .update(`msg_4.${NOW / 1000}.${BODY}`)
      .digest('base64')
    expect((await hooks.sign(BODY, { id: 'msg_4' }))['webhook-signature']).toBe(`v1,${expected}`)
  })

  it('is refused if one character of its body, id or time has changed', async () => {
    const headers = await hooks.sign(BODY, { id: 'msg_5' })
    await refused({ headers, body: BODY.replace('tr_1', 'tr_2') }, 'invalid_signature')
    await refused({ headers, body: `${BODY} ` }, 'invalid_signature')
    await refused({ headers: { ...headers, 'webhook-id': 'msg_6' }, body: BODY }, 'invalid_signature')
    const later = String(NOW / 1000 + 1)
    await refused({ headers: { ...headers, 'webhook-timestamp': later }, body: BODY }, 'invalid_signature')
  })

  it('is accepted only within five minutes of its time', async () => {
    const at = async (seconds: number) => ({
      headers: await hooks.sign(BODY, { atMs: NOW + seconds * 1000 }),
      body: BODY,
    })
    for (const seconds of [-300, 0, 300]) expect(await hooks.receive(await at(seconds))).toBeDefined()
    await refused(await at(-301), 'too_old')
    await refused(await at(301), 'too_new')
    const patient = standardWebhooks(SECRET, { ...clock, toleranceMs: 3600_000 })
    expect(await patient.receive(await at(-3000))).toBeDefined()
  })

  it('can be signed with the old or the new secret during a rotation', async () => {
    const both = standardWebhooks([OTHER, SECRET], clock)
    expect(await both.receive({ headers: await hooks.sign(BODY), body: BODY })).toBeDefined()
    const signedTwice = { headers: await both.sign(BODY), body: BODY }
    for (const secret of [SECRET, OTHER]) {
      expect(await standardWebhooks(secret, clock).receive(signedTwice)).toBeDefined()
    }
    const third = standardWebhooks(`whsec_${randomBytes(24).toString('base64')}`, clock)
    await expect(third.receive(signedTwice)).rejects.toMatchObject({ code: 'invalid_signature' })
  })

  it('is refused with advice if its body was already parsed or read', async () => {
    const headers = await hooks.sign(BODY)
    const parsed = { headers, body: JSON.parse(BODY) as never }
    await refused(parsed, 'invalid_body')
    await expect(hooks.receive(parsed)).rejects.toThrow(/raw body.*express\.raw/s)
    const read = post(BODY, headers)
    await read.text()
    await expect(hooks.receive(read)).rejects.toThrow(/already read/)
  })

  it('is refused without a signature, id or time', async () => {
    const headers = await hooks.sign(BODY)
    for (const name of Object.keys(headers)) {
      await refused({ headers: { ...headers, [name]: undefined }, body: BODY }, 'no_signature')
    }
    await refused({ headers: new Headers(), body: BODY }, 'no_signature')
  })

  it('is refused if a header occurs twice or the signature is malformed', async () => {
    const headers = await hooks.sign(BODY)
    const signature = headers['webhook-signature'] ?? ''
    const twice = [
      { ...headers, 'Webhook-Id': 'msg_7' },
      { ...headers, 'webhook-timestamp': [headers['webhook-timestamp'] ?? '', '1'] },
      new Headers([...Object.entries(headers), ['webhook-id', 'msg_7']]),
    ]
    for (const each of twice) await refused({ headers: each, body: BODY }, 'invalid_signature')
    const bad = [
      'v1,',
      'v1,###',
      `v2,${signature.slice(3)}`,
      `v1a,${signature.slice(3)}`,
      signature.slice(3),
      'v1,AAAA',
      ' ',
    ]
    for (const each of bad) {
      const code = each.trim() ? 'invalid_signature' : 'no_signature'
      await refused({ headers: { ...headers, 'webhook-signature': each.trim() }, body: BODY }, code)
    }
    const among = `v1,AAAA v1a,xyz ${signature}`
    expect(
      await hooks.receive({ headers: { ...headers, 'webhook-signature': among }, body: BODY }),
    ).toBeDefined()
  })

  it('is refused cheaply if it is huge', async () => {
    const headers = await hooks.sign(BODY)
    const long = { ...headers, 'webhook-signature': 'v1,AAAA '.repeat(100_000) }
    await refused({ headers: long, body: BODY }, 'invalid_signature')
    const huge = 'x'.repeat(6_000_000)
    await refused({ headers: await hooks.sign(huge), body: huge }, 'invalid_body')
    await refused(post(huge, await hooks.sign(huge)), 'invalid_body')
    for (const timestamp of ['1e9', '-1', '9'.repeat(400), 'NaN']) {
      await refused(
        { headers: { ...headers, 'webhook-timestamp': timestamp }, body: BODY },
        'invalid_signature',
      )
    }
  })

  it('is refused if its signed body is not an event', async () => {
    for (const body of [
      '',
      '{',
      'null',
      '[]',
      '7',
      '"x"',
      '{}',
      '{"type":7}',
      '{"__proto__":{"type":"x"}}',
    ]) {
      await refused({ headers: await hooks.sign(body), body }, 'invalid_body')
    }
    const invalidUtf8 = new Uint8Array([0x7b, 0xff, 0x7d])
    await refused({ headers: await hooks.sign(invalidUtf8), body: invalidUtf8 }, 'invalid_body')
  })

  it('has no id if it is about something else, or if the id is malformed', async () => {
    for (const data of [undefined, null, {}, { id: 7, version: '7' }, 'tr_1', []]) {
      const body = JSON.stringify({ type: 'server.hello', data })
      const event = await hooks.receive({ headers: await hooks.sign(body), body })
      expect([event.id, event.version]).toEqual([undefined, undefined])
    }
  })
})

describe('a secret', () => {
  it('that is missing or malformed is an error at once, not with the first webhook', () => {
    for (const make of [standardWebhooks, elevenLabsWebhooks, heygenWebhooks]) {
      for (const secret of ['', ' ', [], undefined as never]) {
        expect(() => make(secret)).toThrow(VideoTranslationError)
      }
    }
    expect(() => standardWebhooks('whsec_not base64')).toThrow(/whsec_/)
  })

  it('of a server has 24 to 64 bytes', () => {
    const sized = (bytes: number) => `whsec_${randomBytes(bytes).toString('base64')}`
    expect([23, 24, 64, 65].map((bytes) => isWebhookSecret(sized(bytes)))).toEqual([false, true, true, false])
    expect(isWebhookSecret(randomBytes(32).toString('base64'))).toBe(false)
  })
})

describe('a webhook of ElevenLabs', () => {
  const vendor = elevenLabsWebhooks('wsec_vendor', clock)
  const body = JSON.stringify({
    type: 'dubbing_project_ready',
    data: { project_id: 'proj_1', status: 'ready' },
  })
  const header = (seconds: number, text = body, secret = 'wsec_vendor') => {
    const digest = createHmac('sha256', secret).update(`${seconds}.${text}`).digest('hex')
    return { 'ElevenLabs-Signature': `t=${seconds},v0=${digest}` }
  }
  const seconds = NOW / 1000

  it('is verified, and its id is that of the dub', async () => {
    const event = await vendor.receive({ headers: header(seconds), body })
    expect(event).toEqual({
      type: 'dubbing_project_ready',
      id: 'proj_1',
      payload: JSON.parse(body) as unknown,
    })
    const older = JSON.stringify({ type: 'dubbing', data: { dubbing_id: 'dub_1' } })
    expect(await vendor.receive({ headers: header(seconds, older), body: older })).toMatchObject({
      id: 'dub_1',
    })
    expect((await vendor.sign(body, { atMs: NOW }))['elevenlabs-signature']).toBe(
      header(seconds)['ElevenLabs-Signature'],
    )
  })

  it('is accepted for half an hour', async () => {
    expect(await vendor.receive({ headers: header(seconds - 1800), body })).toBeDefined()
    await refused({ headers: header(seconds - 1801), body }, 'too_old', vendor)
  })

  it('is refused if it was changed, signed with another secret, or has a malformed header', async () => {
    await refused(
      { headers: header(seconds), body: body.replace('ready', 'failed') },
      'invalid_signature',
      vendor,
    )
    await refused({ headers: header(seconds, body, 'x'), body }, 'invalid_signature', vendor)
    const genuine = header(seconds)['ElevenLabs-Signature']
    for (const [odd, code] of [
      ['', 'no_signature'],
      ['v0=00', 'no_signature'],
      [`t=${seconds}`, 'no_signature'],
      [`t=1,${genuine}`, 'invalid_signature'],
      [`${genuine}0`, 'invalid_signature'],
      [genuine.replace('v0=', 'v0=zz'), 'invalid_signature'],
      [genuine.replace('v0=', 'v1='), 'no_signature'],
    ] as const) {
      await refused({ headers: { 'elevenlabs-signature': odd }, body }, code, vendor)
    }
  })

  it('can be signed with either of two secrets', async () => {
    const both = elevenLabsWebhooks(['new', 'wsec_vendor'], clock)
    expect(await both.receive({ headers: header(seconds), body })).toBeDefined()
    expect(await vendor.receive({ headers: await both.sign(body), body })).toBeDefined()
  })
})

describe('a webhook of HeyGen', () => {
  const vendor = heygenWebhooks('whsec_vendor', clock)
  const body = JSON.stringify({
    event_type: 'video_translate.success',
    event_data: { video_translate_id: 'vt_1', output_language: 'Spanish' },
  })
  const digest = createHmac('sha256', 'whsec_vendor').update(body).digest('hex')

  it('is verified, and its id is that of the translation', async () => {
    const headers = {
      'Heygen-Signature': digest,
      'Heygen-Timestamp': String(NOW / 1000),
      'Heygen-Event-Id': 'evt_1',
    }
    expect(await vendor.receive({ headers, body })).toEqual({
      type: 'video_translate.success',
      id: 'vt_1',
      messageId: 'evt_1',
      payload: JSON.parse(body) as unknown,
    })
    expect(await vendor.receive({ headers: await vendor.sign(body), body })).toBeDefined()
  })

  it('can have its signature in another header, and no time', async () => {
    const older = heygenWebhooks('whsec_vendor', { ...clock, header: 'X-HeyGen-Signature' })
    expect(await older.receive({ headers: { 'x-heygen-signature': `sha256=${digest}` }, body })).toBeDefined()
    await refused({ headers: { signature: digest }, body }, 'no_signature', older)
  })

  it('is refused if it was changed or is old, and has no id if it is about something else', async () => {
    await refused({ headers: { 'heygen-signature': digest }, body: `${body} ` }, 'invalid_signature', vendor)
    const old = { 'heygen-signature': digest, 'heygen-timestamp': String(NOW / 1000 - 301) }
    await refused({ headers: old, body }, 'too_old', vendor)
    const avatar = JSON.stringify({ event_type: 'avatar_video.success', event_data: { video_id: 'v' } })
    const event = await vendor.receive({ headers: await vendor.sign(avatar), body: avatar })
    expect(event.id).toBeUndefined()
  })
})

type Incoming = Parameters<typeof hooks.receive>[0]

async function refused(
  request: Incoming,
  code: string,
  by: { receive(request: Incoming): Promise<unknown> } = hooks,
): Promise<void> {
  await expect(by.receive(request)).rejects.toMatchObject({ name: 'VideoTranslationError', code })
}

function post(body: string, headers: Record<string, string>): Request {
  return new Request('http://localhost/hook', { method: 'POST', body, headers })
}
