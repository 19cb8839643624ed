// Runs before the first paint, so that the page never flashes in the other theme.
;(() => {
  let chosen
  try {
    chosen = localStorage.getItem('video-translation.theme')
  } catch {
    // A browser may forbid storage.
  }
  const isDark = chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light'
})()
