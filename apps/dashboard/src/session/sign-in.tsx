import { KeyRound } from 'lucide-react'
import { type SubmitEvent, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { useWords } from '../words/words.ts'
import { isSendable } from './api-key.ts'
import { useSession } from './session.ts'
import css from './sign-in.module.css'

/**
 * Asks for the API key. It is kept for this browser session only, and never stands in an address.
 */
export function SignIn() {
  const { signIn, hasKey } = useSession()
  const { t } = useWords()
  const [key, setKey] = useState('')
  const [problem, setProblem] = useState(hasKey ? t('signIn.refused') : undefined)
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    const given = key.trim()
    if (!isSendable(given)) return setProblem(t(given ? 'signIn.unsendable' : 'signIn.empty'))
    signIn(given)
  }
  return (
    <main className={css.page} id="main">
      <form className={css.panel} onSubmit={onSubmit}>
        <h1>{t('signIn.title')}</h1>
        <p>{t('signIn.why')}</p>
        <Field label={t('signIn.key')} error={problem}>
          <input
            type="password"
            autoComplete="current-password"
            spellCheck={false}
            value={key}
            autoFocus
            onChange={({ target }) => setKey(target.value)}
          />
        </Field>
        <Button kind="primary" type="submit" icon={KeyRound}>
          {t('signIn.submit')}
        </Button>
      </form>
    </main>
  )
}
