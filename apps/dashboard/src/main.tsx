import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { startWords } from './words/words.ts'
import '../styles/tokens.css'
import '../styles/base.css'

const root = document.getElementById('root')
if (root) void startWords().then(() => createRoot(root).render(<App />))
