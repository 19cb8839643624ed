// The file with the words of the pages may be the one that did not come.
const WORDS = {
  en: {
    text: 'The page could not be loaded. Check the connection, then load it again.',
    again: 'Load again',
  },
  es: {
    text: 'No se ha podido cargar la página. Comprueba la conexión y vuelve a cargarla.',
    again: 'Volver a cargar',
  },
}

/**
 * Says below the frame that the code of the page did not come: a request was lost, or the server
 * has a newer version and the files of this one are gone.
 */
export function showStartFailure(root: HTMLElement): void {
  const { text, again } = document.documentElement.lang === 'es' ? WORDS.es : WORDS.en
  const sentence = document.createElement('p')
  sentence.append(text)
  const button = document.createElement('button')
  button.append(again)
  button.addEventListener('click', () => location.reload())
  const alert = document.createElement('main')
  alert.className = 'first-page'
  alert.role = 'alert'
  alert.append(sentence, button)
  root.querySelector('main')?.remove()
  root.append(alert)
}
