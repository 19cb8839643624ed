import { hasCode } from '../errors.ts'
import { isStatus } from '../http/problem.ts'
import { isRefusal } from '../http/retry.ts'
import { ask } from '../protocol.ts'
import { now } from '../timers.ts'
import type { Translation } from '../translation.ts'
import { createAgenda } from './agenda.ts'
import { createAlarm } from './alarm.ts'
import { ranOut } from './endings.ts'
import { countPoll } from './follower.ts'
import type { Followed, Follower, Host } from './followed.ts'
import type { Path } from './report.ts'
import { backoffMs, due, goesNow } from './when.ts'

/** Asks for each translation when it is due, and for those due together in one request. */
export interface Polling {
  /** Its time may have changed. */
  plan(it: Followed): void
  remove(it: Followed): void
  /** How many share a request, about. */
  readonly siblings: number
}

const REQUESTS_AT_ONCE = 4

export function createPolling(host: Host, onJump: () => void): Polling {
  const agenda = createAgenda<Followed>()
  const alarm = createAlarm(tick, onJump)
  const most = host.protocol.bulk?.most ?? 1
  let inFlight = 0
  let failures = 0
  let pausedUntilMs = 0

  const polling = {
    plan,
    remove,
    get siblings() {
      return Math.min(most, agenda.size + 1)
    },
  }
  return polling

  function plan(it: Followed): void {
    if (it.poll || it.followers.size === 0) return
    const { atMs, why } = due(it, host.isCovered)
    agenda.plan(it, atMs)
    host.http.log.debug('next poll', { translationId: it.id, nextInMs: Math.max(0, atMs - now()), why })
    wake()
  }

  function remove(it: Followed): void {
    if (it.place >= 0) agenda.remove(it)
    if (it.poll && --it.poll.asked === 0) it.poll.controller.abort()
    it.poll = undefined
    wake()
  }

  function wake(): void {
    // After a failure one request at a time finds out whether the server is back.
    const hasRoom = inFlight < (failures ? 1 : REQUESTS_AT_ONCE)
    if (agenda.first && hasRoom) alarm.set(Math.max(agenda.first.dueMs, pausedUntilMs))
    else alarm.off()
  }

  function tick(): void {
    const batch = take()
    if (batch.length > 0) void askFor(batch)
    wake()
  }

  function take(): Followed[] {
    const batch: Followed[] = []
    for (let it = agenda.first; it && batch.length < most; it = agenda.first) {
      if (!goesNow(it.dueMs, it.contactMs, now(), batch.length > 0)) break
      if (it.alone && batch.length > 0) break
      // Something may tell of it meanwhile, so that it is no longer due.
      const { atMs } = due(it, host.isCovered)
      if (atMs > it.dueMs) {
        agenda.plan(it, atMs)
        continue
      }
      agenda.remove(it)
      batch.push(it)
      if (it.alone) break
    }
    return batch
  }

  async function askFor(batch: Followed[]): Promise<void> {
    const path = batch.some(({ hintMs }) => hintMs < Infinity) ? 'notify' : 'polling'
    const poll = { controller: new AbortController(), asked: batch.length }
    for (const it of batch) {
      it.poll = poll
      it.requests++
      it.askedMs = now()
      it.hintMs = Infinity
    }
    inFlight++
    const http = host.http.once({ signal: poll.controller.signal })
    const answer = await ask(host.protocol, http, batch).catch((error: unknown) => ({ error }))
    inFlight--
    // The others were left meanwhile.
    const those = batch.filter((it) => it.poll === poll)
    for (const it of those) it.poll = undefined
    if (answer instanceof Map) those.forEach((it) => heard(it, answer, path))
    else if (those.length > 0) failed(those, answer.error)
    those.forEach(plan)
    wake()
  }

  function heard(it: Followed, answers: Map<string, Translation | undefined>, path: Path): void {
    failures = 0
    if (!answers.has(it.id)) return askAlone(it)
    const untilMs = Math.max(now(), it.dueMs)
    // A hint is looked into for all: what it brings may say that the end is near, as the plans of before cannot know.
    const asked = [...it.followers].filter(({ nextMs }) => path === 'notify' || nextMs <= untilMs)
    const wasCovered = [...it.followers].some(host.isCovered)
    const isNews = host.told(it, answers.get(it.id), path)
    if (isNews && wasCovered && path === 'polling') host.missed(it)
    for (const follower of asked) if (it.followers.has(follower)) count(follower)
  }

  function count(follower: Follower): void {
    const { it, wait } = follower
    countPoll(follower, host.http, polling.siblings)
    if (follower.polls < wait.maxPolls) return
    wait.onFailure(follower, ranOut('max_polls', host, it.id, it.latest))
  }

  function failed(those: Followed[], error: unknown): void {
    // One of them may be what it cannot answer; that must not take the others with it.
    const isAboutOne = (isRefusal(error) && !isStatus(error, 401, 403)) || hasCode(error, 'invalid_response')
    if (isAboutOne && those.length > 1) return those.forEach(askAlone)
    const pauseMs = host.failed(those, error, failures)
    if (!isAboutOne) {
      failures++
      pausedUntilMs = now() + pauseMs
    }
    for (const it of those) it.notBeforeMs = now() + Math.max(pauseMs, backoffMs(it.failures++))
  }
}

function askAlone(it: Followed): void {
  it.alone = true
  it.hintMs = now()
}
