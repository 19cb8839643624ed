// Loaded by itself, before the page: `vite.config.ts` has it in one file with all of React.
export { createRoot } from 'react-dom/client'
