import { showStartFailure } from './shell/start-failure.ts'
import { afterPaint } from './ui/after-paint.ts'
import '../styles/tokens.css'
import '../styles/base.css'

// A relative link would be looked for beside each page.
for (const link of document.querySelectorAll('link[rel="icon"]'))
  link.setAttribute('href', new URL(link.getAttribute('href') ?? '', location.href).href)

const root = document.getElementById('root')
// What is painted first needs none of this, so it does not wait for it.
if (root) afterPaint(() => void start(root).catch(() => showStartFailure(root)))

/** Each part is run in a task of its own, between which keys and the pointer are answered. */
async function start(root: HTMLElement): Promise<void> {
  const { createRoot } = await import('./react.ts')
  await nextTask()
  const { startApp } = await import('./app.tsx')
  await nextTask()
  await startApp(createRoot(root))
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}
