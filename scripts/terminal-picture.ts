// Draws a terminal's screen as an SVG, for the README:
//   tmux capture-pane -p -e -t SESSION | node scripts/terminal-picture.ts docs/terminal.svg
import { readFileSync, writeFileSync } from 'node:fs'
import { stripVTControlCharacters as plain } from 'node:util'

const CELL = { width: 8.4, height: 19 }
const MARGIN = 18
const COLORS: Record<string, string> = {
  '31': '#f47067',
  '32': '#57ab5a',
  '33': '#daaa3f',
  '36': '#39c5cf',
  '90': '#768390',
}
const ESCAPE = String.fromCodePoint(27)
// SVG draws several plain spaces as one.
const NO_BREAK_SPACE = String.fromCodePoint(160)
const INK = '#d1d7e0'
const PAPER = '#1c2128'

const [target] = process.argv.slice(2)
if (!target) throw new Error('Usage: terminal-picture.ts OUT.svg < screen')
const lines = readFileSync(0, 'utf8').trimEnd().split('\n')
writeFileSync(target, picture(lines))

function picture(screen: string[]): string {
  const columns = Math.max(...screen.map((line) => plain(line).length))
  const width = Math.ceil(columns * CELL.width) + 2 * MARGIN
  const height = screen.length * CELL.height + 2 * MARGIN
  const rows = screen.map((line, row) => text(line, MARGIN + (row + 0.75) * CELL.height))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<rect width="100%" height="100%" rx="8" fill="${PAPER}"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="${INK}" xml:space="preserve">
${rows.join('\n')}
</g>
</svg>
`
}

/** Places each run at its own column, so that a font of another width shifts nothing. */
function text(line: string, y: number): string {
  let column = 0
  const runs = runsOf(line).map(({ content, style }) => {
    const x = (MARGIN + column * CELL.width).toFixed(1)
    column += content.length
    const length = (content.length * CELL.width).toFixed(1)
    return content.trim() === ''
      ? ''
      : `<text x="${x}" y="${y}" textLength="${length}"${style}>${escape(content)}</text>`
  })
  return runs.join('')
}

function runsOf(line: string): { content: string; style: string }[] {
  // Each escape sequence that sets a style ends the run before it.
  const [first = '', ...styled] = line.split(`${ESCAPE}[`)
  const runs = styled.map((part) => {
    const end = part.indexOf('m')
    return { content: part.slice(end + 1), style: styleOf(part.slice(0, end).split(';')) }
  })
  return [{ content: first, style: '' }, ...runs]
}

function styleOf(codes: string[]): string {
  const color = codes.map((code) => COLORS[code]).find(Boolean)
  return (color ? ` fill="${color}"` : '') + (codes.includes('1') ? ' font-weight="bold"' : '')
}

function escape(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll(' ', NO_BREAK_SPACE)
}
