/** Common words, so that the result can be spoken. Other words get an ending. */
const SPANISH: Record<string, string> = Object.fromEntries(
  (
    'the el|a un|an un|and y|or o|of de|to a|in en|on sobre|is es|are son|was era|were eran|it ello|he él|she ella|' +
    'they ellos|we nosotros|i yo|you tú|not no|that que|this esto|with con|for para|from desde|by por|as como|but pero|' +
    'his su|her su|their su|my mi|your tu|our nuestro|had había|has ha|have tener|be ser|been sido|will va|would querría|' +
    'can puede|could podría|man hombre|woman mujer|house casa|dog perro|cat gato|water agua|day día|night noche|time tiempo|' +
    'good bueno|bad malo|great gran|small pequeño|big grande|first primero|one uno|two dos|three tres|yes sí|hello hola|' +
    'thanks gracias|please favor|all todo|more más|very muy|there allí|here aquí|what qué|who quién|when cuando|where donde|' +
    'father padre|mother madre|friend amigo|people gente|life vida|world mundo|work trabajo|video vídeo|language lengua|' +
    'red rojo|blue azul|black negro|white blanco|old viejo|new nuevo|sea mar|love amor|give dar|see ver|say decir|know saber'
  )
    .split('|')
    .map((pair) => pair.split(' ')),
)

/**
 * Translates word by word and deterministically, so that a test can check the line of each result.
 * The ending of an unknown word contains the target language.
 */
export function pseudoTranslate(text: string, to: string, glossary: Record<string, string> = {}): string {
  const terms = new Map(
    Object.entries(glossary).map(([term, translation]) => [term.toLowerCase(), translation]),
  )
  return text.replace(/\p{L}+/gu, (word) => {
    const known =
      terms.get(word.toLowerCase()) ?? (to.startsWith('es') ? SPANISH[word.toLowerCase()] : undefined)
    return likeCase(
      known ?? `${word}${to.startsWith('es') ? 'o' : to.toLowerCase().replace(/\P{L}/gu, '')}`,
      word,
    )
  })
}

/** Removes words at the end until at most `max` characters are left, but keeps the first word. */
export function shorten(text: string, max: number): string {
  const words = text.split(' ')
  while (words.length > 1 && words.join(' ').length > max) words.pop()
  return words.join(' ')
}

/** Whether a text is the pseudo-translation of a line, or a shortened one. */
export function comesFrom(translated: string, line: string, to: string): boolean {
  const whole = pseudoTranslate(line.replace(/\s+/g, ' ').trim(), to)
  return whole === translated || (translated !== '' && whole.startsWith(`${translated} `))
}

function likeCase(translated: string, word: string): string {
  return /^\p{Lu}/u.test(word) ? translated.replace(/^./u, (letter) => letter.toUpperCase()) : translated
}
