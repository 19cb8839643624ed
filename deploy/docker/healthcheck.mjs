// Exits with 0 if the server of this container is alive. PORT: where it listens, if not at 8484.
const url = `http://127.0.0.1:${process.env.PORT ?? 8484}/healthz`
const { ok } = await fetch(url, { signal: AbortSignal.timeout(4000) }).catch(() => ({ ok: false }))
process.exit(ok ? 0 : 1)
