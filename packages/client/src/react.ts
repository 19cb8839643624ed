export { LiveProvider, useLiveConnection, useTranslation, useTranslations } from './lib/react/hooks.ts'
