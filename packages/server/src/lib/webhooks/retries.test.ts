import { describe, expect, it } from 'vitest'
import { parseRetryAfter, retryAt } from './retries.ts'
import { resolveWebhooks } from '../config/webhook-settings.ts'

const settings = resolveWebhooks({}, {})
const HOUR = 3600_000

describe('a webhook that was not delivered', () => {
  it('is tried after 5 s, 30 s, 2 min, 10 min, 1 h and then every 6 h until a day is over', () => {
    const seconds: number[] = []
    let now: number | undefined = 0
    for (let tries = 1; now !== undefined; tries++) {
      seconds.push(now / 1000)
      now = retryAt({ tries, since: 0, now, random: 0.5 }, settings)
    }
    expect(seconds).toEqual([0, 5, 35, 155, 755, 4355, 25_955, 47_555, 69_155, 86_400])
  })

  it('is tried up to a fifth earlier or later, so that retries do not coincide', () => {
    const after = (random: number) => retryAt({ tries: 1, since: 0, now: 0, random }, settings)
    expect([after(0), after(1)]).toEqual([4_000, 6_000])
  })

  it('is tried when the receiver asks, within the day', () => {
    const after = (retryAfterMs: number) =>
      retryAt({ tries: 1, since: 0, now: 0, random: 0.5, retryAfterMs }, settings)
    expect([after(1), after(HOUR), after(100 * HOUR)]).toEqual([5_000, HOUR, 24 * HOUR])
  })
})

describe('Retry-After', () => {
  it('is read as seconds or as a date, and otherwise ignored', () => {
    const now = Date.parse('2026-01-31T09:00:00Z')
    expect(parseRetryAfter('120', now)).toBe(120_000)
    expect(parseRetryAfter('Sat, 31 Jan 2026 09:01:00 GMT', now)).toBe(60_000)
    expect(parseRetryAfter('Sat, 31 Jan 2026 08:00:00 GMT', now)).toBe(0)
    for (const header of [undefined, '', 'soon', ['1', '2'], '1e9']) {
      expect(parseRetryAfter(header, now)).toBeUndefined()
    }
  })
})

describe('the settings of webhooks', () => {
  const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`

  it('come from the environment by default', () => {
    const env = {
      VIDEO_TRANSLATION_WEBHOOK_URL: 'http://app:3000/hook',
      VIDEO_TRANSLATION_WEBHOOK_SECRET: secret,
    }
    expect(resolveWebhooks({}, env)).toMatchObject({ url: 'http://app:3000/hook', secret })
    expect(resolveWebhooks({ url: 'http://other/' }, env)).toMatchObject({ url: 'http://other/', secret })
    expect(resolveWebhooks({}, { VIDEO_TRANSLATION_WEBHOOK_URL: '' }).url).toBeUndefined()
  })

  it('are refused if nothing could be sent or signed, without showing the secret', () => {
    expect(() => resolveWebhooks({ url: 'ftp://app/', secret })).toThrow(/http or https/)
    expect(() => resolveWebhooks({ url: 'http://app/' }, {})).toThrow(/VIDEO_TRANSLATION_WEBHOOK_SECRET/)
    expect(() => resolveWebhooks({ secret: 'hunter2' })).toThrow(/24 to 64/)
    expect(() => resolveWebhooks({ secret: 'hunter2' })).not.toThrow(/hunter2/)
  })
})
