const ISO_DATE = /(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?![\d-])/g

/** Writes dates as `2024-05-01` in words. Other forms are read differently in some countries. */
export function spellDates(text: string, locale: string): string {
  return text.replace(ISO_DATE, (written, year: string, month: string, day: string) => {
    const date = new Date(`${year}-${month}-${day}T00:00:00Z`)
    if (Number.isNaN(date.getTime()) || date.getUTCDate() !== Number(day)) return written
    return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(date)
  })
}
