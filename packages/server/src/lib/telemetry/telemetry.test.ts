import { expect, it } from 'vitest'
import { formatTraceparent, parseTraceparent } from './telemetry.ts'

const [TRACE, SPAN] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7']

it('a traceparent is read as W3C writes it', () => {
  const text = `00-${TRACE}-${SPAN}-01`
  const parsed = parseTraceparent(text)
  expect(parsed).toEqual({ traceId: TRACE, spanId: SPAN, flags: 1 })
  expect(parsed && formatTraceparent(parsed)).toBe(text)
})

it.each([
  undefined, '', 'x', `00-${'0'.repeat(32)}-${SPAN}-01`, `00-${TRACE}-${'0'.repeat(16)}-01`, `00-${TRACE}-${SPAN}`,
  `00-${TRACE.toUpperCase()}-${SPAN}-01`, `00-${TRACE}-${SPAN}-01\n`,
])('%j is not one', (text) => {
  expect(parseTraceparent(text)).toBeUndefined()
}) // prettier-ignore
