import { Moon, Sun } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { useWords } from '../words/words.ts'
import { chooseTheme, currentTheme } from './theme.ts'

export function ThemeButton() {
  const { t } = useWords()
  const [theme, setTheme] = useState(currentTheme)
  const other = theme === 'dark' ? 'light' : 'dark'
  const onClick = () => {
    chooseTheme(other)
    setTheme(other)
  }
  return (
    <Button
      kind="quiet"
      icon={theme === 'dark' ? Sun : Moon}
      aria-label={t(`theme.${other}`)}
      onClick={onClick}
    />
  )
}
