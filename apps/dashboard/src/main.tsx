import { startTransition } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { startWords } from './words/words.ts'
import '../styles/tokens.css'
import '../styles/base.css'

// A relative link would be looked for beside each page.
for (const link of document.querySelectorAll('link[rel="icon"]'))
  link.setAttribute('href', new URL(link.getAttribute('href') ?? '', location.href).href)

const root = document.getElementById('root')
// As a transition it is drawn in pieces, between which keys and the pointer are answered.
if (root) void startWords().then(() => startTransition(() => createRoot(root).render(<App />)))
