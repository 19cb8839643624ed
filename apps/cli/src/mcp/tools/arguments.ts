import * as z from 'zod'

export const ID = z
  .string()
  .regex(/^[\w-]{1,100}$/)
  .describe('Id of a translation, e.g. tr_0199...')

export const IDS = z.array(ID).min(1).max(100)

export const LANGUAGE = z
  .string()
  .regex(/^[A-Za-z]{2,8}(-[A-Za-z\d]{1,8})*$/)
  .describe('BCP 47 tag, e.g. es or pt-BR')

export const CONFIRM_COST = z
  .boolean()
  .optional()
  .describe('A person agreed to what the vendor charges. It counts only where this client cannot ask one.')
