import { FILES_PATH, type Files } from '../backend/files.ts'
import type { Handler } from './call.ts'

/** The route that answers the links of a face's files. */
export function fileRoutes(face: string, files: Files): Readonly<Record<string, Handler>> {
  return {
    [`GET ${FILES_PATH}/${face}/:id/:name`]: ({ params: { id = '', name = '' }, url, header }) =>
      files.serveLink(id, name, url.searchParams, header('range')),
  }
}
