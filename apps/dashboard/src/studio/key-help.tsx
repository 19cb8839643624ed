import { useWords, type WordKey } from '../words/words.ts'
import { Dialog } from '../ui/dialog.tsx'
import css from './studio.module.css'

const KEYS: [keys: string, does: WordKey][] = [
  ['Space · Ctrl+Space', 'key.play'],
  ['R · Alt+R', 'key.line'],
  ['Shift+R', 'key.original'],
  ['H · Alt+H', 'key.hear'],
  ['↑ ↓ · Alt+↑ ↓', 'key.step'],
  ['← →  , .', 'key.seek'],
  ['[ ] · Alt+[ ]', 'key.times'],
  ['Enter', 'key.edit'],
  ['A · Ctrl+Enter', 'key.approve'],
  ['F, Shift+F', 'key.problem'],
  ['S, M', 'key.shape'],
  ['N, Delete', 'key.insert'],
  ['Ctrl+Z, Ctrl+Shift+Z', 'key.undo'],
]

/** All keys, since nobody reads a manual. */
export function KeyHelp({ onClose }: { onClose(): void }) {
  const { t } = useWords()
  return (
    <Dialog title={t('key.title')} action={t('key.close')} isNote onAction={onClose} onClose={onClose}>
      <table className={css.keys}>
        <tbody>
          {KEYS.map(([keys, does]) => (
            <tr key={keys}>
              <th scope="row">{keys}</th>
              <td>{t(does)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  )
}
