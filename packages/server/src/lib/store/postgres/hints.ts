import { randomUUID } from 'node:crypto'
import type { Notifier } from '../verbs/notifier.ts'
import { createHints, decodeHints, encodeHints, type Hints, isFrom } from './hint-batch.ts'
import { type Listener, type ListenerOptions, openListener } from './listener.ts'

/** Passes the events of this store to the other nodes, and theirs to its listeners. */
export interface HintExchange {
  /** Whether the events of other nodes arrive now. */
  readonly isConnected: boolean
  /** Resolves when the first attempt to connect has ended. */
  readonly started: Promise<void>
  /** Sends what is left, and ends the connection. */
  close(): Promise<void>
}

export type HintOptions = Pick<ListenerOptions, 'connect' | 'channel' | 'onTrouble'>

/**
 * Events are sent after the commit. One notification is in flight at a time, and all events
 * meanwhile and shortly after it join the next, because every NOTIFY takes a lock of the whole
 * database.
 */
export function exchangeHints(notifier: Notifier, options: HintOptions): HintExchange {
  const sender = randomUUID()
  let isReceiving = false
  const receive = (emit: () => void) => {
    isReceiving = true
    try {
      emit()
    } finally {
      isReceiving = false
    }
  }
  const listener = openListener({
    ...options,
    onNotification(payload) {
      if (!isFrom(sender, payload)) receive(() => emitHints(notifier, decodeHints(payload)))
    },
    onReconnected: () => receive(() => emitHints(notifier, missedHints())),
  })
  const outgoing = createOutgoing((hints) => sendHints(listener, sender, hints))
  collectHints(notifier, (add) => {
    if (!isReceiving) outgoing.add(add)
  })
  return {
    started: listener.started,
    get isConnected() {
      return listener.isConnected
    },
    async close() {
      await outgoing.flush()
      await listener.close()
    },
  }
}

/** After a while without a connection, anything may have happened. */
function missedHints(): Hints {
  return { ...createHints(), isTaskDue: true, isMessageDue: true, haveKeysChanged: true, isSideNews: true }
}

function collectHints(notifier: Notifier, collect: (add: (hints: Hints) => void) => void): void {
  notifier.changed.on((id, version) => collect(({ changed }) => changed.set(id, version)))
  notifier.unwanted.on((id) => collect(({ unwanted }) => unwanted.add(id)))
  notifier.due.on(() => collect((hints) => (hints.isTaskDue = true)))
  notifier.outboxDue.on(() => collect((hints) => (hints.isMessageDue = true)))
  notifier.keysChanged.on(() => collect((hints) => (hints.haveKeysChanged = true)))
  notifier.sideNews.on(() => collect((hints) => (hints.isSideNews = true)))
}

function emitHints(notifier: Notifier, hints: Hints): void {
  const { changed, unwanted, isTaskDue, isMessageDue, haveKeysChanged, isSideNews } = hints
  for (const [id, version] of changed) notifier.changed.emit(id, version)
  for (const id of unwanted) notifier.unwanted.emit(id)
  if (isTaskDue) notifier.due.emit()
  if (isMessageDue) notifier.outboxDue.emit()
  if (haveKeysChanged) notifier.keysChanged.emit()
  if (isSideNews) notifier.sideNews.emit()
}

/** Hints that cannot be sent are dropped: the other nodes read the rows now and then. */
async function sendHints(listener: Listener, sender: string, hints: Hints): Promise<void> {
  if (!listener.isConnected) return
  for (const payload of encodeHints(sender, hints)) await listener.notify(payload).catch(() => undefined)
}

/** Under load, notifications follow each other no closer: each costs as much as a small write. */
const GAP_MS = 5

/** @param send must not reject */
export function createOutgoing(send: (hints: Hints) => Promise<void>, gapMs: number = GAP_MS) {
  let waiting: Hints | undefined
  let sending: Promise<void> | undefined
  let mayWait = true
  let stopWaiting = (): void => undefined
  const sendAll = async (): Promise<void> => {
    while (waiting) {
      const hints = waiting
      waiting = undefined
      await send(hints)
      if (!mayWait) continue
      const { promise, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, gapMs)
      stopWaiting = () => {
        clearTimeout(timer)
        resolve()
      }
      await promise
    }
    sending = undefined
  }
  return {
    add(change: (hints: Hints) => void): void {
      change((waiting ??= createHints()))
      sending ??= Promise.resolve().then(sendAll)
    },
    /** Sends what is left without a pause. */
    async flush(): Promise<void> {
      mayWait = false
      stopWaiting()
      await sending
    },
  }
}
