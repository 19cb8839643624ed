import { FIRST_USES } from './format/first-use.ts'
import { askAhead } from './session/ahead.ts'
import { showStartFailure } from './shell/start-failure.ts'
import { afterPaint, nextTask } from './ui/after-paint.ts'
import '../styles/tokens.css'
import '../styles/base.css'

// A relative link would be looked for beside each page.
for (const link of document.querySelectorAll('link[rel="icon"]'))
  link.setAttribute('href', new URL(link.getAttribute('href') ?? '', location.href).href)

askAhead()

const root = document.getElementById('root')
// What is painted first needs none of this, so it does not wait for it.
if (root) afterPaint(() => void start(root).catch(() => showStartFailure(root)))

/** Each part is run in a task of its own, between which keys and the pointer are answered. */
async function start(root: HTMLElement): Promise<void> {
  // The code is still on its way, so nothing waits for this.
  for (const use of FIRST_USES) {
    use(document.documentElement.lang)
    await nextTask()
  }
  const { createRoot } = await import('./react.ts')
  await nextTask()
  const { startApp } = await import('./app.tsx')
  await nextTask()
  await startApp(createRoot(root))
}
