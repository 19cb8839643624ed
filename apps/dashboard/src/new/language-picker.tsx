import { Combobox } from '@base-ui/react/combobox'
import { CSPProvider } from '@base-ui/react/csp-provider'
import { Check, CircleAlert, X } from 'lucide-react'
import { useId } from 'react'
import { languageName } from '../format/language-name.ts'
import { useWords } from '../words/words.ts'
import css from './language-picker.module.css'
import field from '../ui/field.module.css'

interface Language {
  tag: string
  name: string
}

interface Props {
  languages: readonly Language[]
  chosen: readonly string[]
  error: string | undefined
  onChange(tags: string[]): void
}

/** Chooses several languages by their name, their own name or their tag. */
export default function LanguagePicker({ languages, chosen, error, onChange }: Props) {
  const { t, locale } = useWords()
  const id = useId()
  const nameOf = (tag: string) =>
    languages.find((language) => language.tag === tag)?.name ?? languageName(tag, locale)
  return (
    // Base UI would add style elements, which the policy of the page refuses.
    <CSPProvider disableStyleElements>
      <div className={field.field}>
        <label htmlFor={id}>{t('new.into')}</label>
        <Combobox.Root
          multiple
          items={languages.map(({ tag }) => tag)}
          value={[...chosen]}
          // Escape closes the list. By default it would also take out every language.
          onValueChange={(next, { reason }) => reason !== 'escape-key' && onChange(next)}
          itemToStringLabel={(tag: string) => searchText(tag, nameOf(tag))}
        >
          <Combobox.Chips className={css.chips}>
            <Chips chosen={chosen} nameOf={nameOf} />
            <Combobox.Input
              id={id}
              placeholder={t('new.addLanguage')}
              aria-invalid={error !== undefined}
              aria-describedby={error === undefined ? undefined : `${id}-note`}
            />
          </Combobox.Chips>
          <Choices nameOf={nameOf} />
        </Combobox.Root>
        {error !== undefined && (
          <p id={`${id}-note`} className={field.error}>
            <CircleAlert size={14} aria-hidden />
            {error}
          </p>
        )}
      </div>
    </CSPProvider>
  )
}

interface Named {
  nameOf(tag: string): string
}

function Chips({ chosen, nameOf }: Named & { chosen: readonly string[] }) {
  const { t } = useWords()
  return chosen.map((tag) => (
    <Combobox.Chip key={tag} className={css.chip} aria-label={nameOf(tag)}>
      {nameOf(tag)}
      <Combobox.ChipRemove className={css.remove} aria-label={t('new.drop1', { name: nameOf(tag) })}>
        <X size={13} aria-hidden />
      </Combobox.ChipRemove>
    </Combobox.Chip>
  ))
}

function Choices({ nameOf }: Named) {
  const { t } = useWords()
  return (
    <Combobox.Portal>
      <Combobox.Positioner sideOffset={4} className={css.positioner}>
        <Combobox.Popup className={css.popup}>
          <Combobox.Empty className={css.empty}>{t('new.noLanguage')}</Combobox.Empty>
          <Combobox.List className={css.list}>
            {(tag: string) => (
              <Combobox.Item key={tag} value={tag} className={css.item}>
                <Combobox.ItemIndicator className={css.indicator}>
                  <Check size={14} aria-hidden />
                </Combobox.ItemIndicator>
                <span>{nameOf(tag)}</span>
                <small lang={tag}>{languageName(tag, tag)}</small>
              </Combobox.Item>
            )}
          </Combobox.List>
        </Combobox.Popup>
      </Combobox.Positioner>
    </Combobox.Portal>
  )
}

/** What typed letters are looked for in. */
function searchText(tag: string, name: string): string {
  return `${name} ${languageName(tag, tag)} ${tag}`
}
