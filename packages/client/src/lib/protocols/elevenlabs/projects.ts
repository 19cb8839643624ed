import { type DefinedProtocol, defineProtocol } from '../define.ts'
import { problemIn } from './answers.ts'
import { elevenLabsHeaders } from './elevenlabs.ts'
import { createProject, type ProjectRequest } from './project-create.ts'
import { listProjects } from './project-list.ts'
import { lookAtProject, projectPath } from './project-look.ts'
import { projectSighting } from './project-sighting.ts'
import { PROJECT_WORDS } from './words.ts'

/**
 * Dubbing projects at ElevenLabs, by `/v1/dubbing/project`: sound and subtitles of each language, and no video. From its SDK
 * `@elevenlabs/elevenlabs-js` 2.73.0. The client's base URL is `https://api.elevenlabs.io`. The vendor cannot cancel: a dub that is
 * deleted while it runs is paid all the same.
 */
export function elevenLabsProjects(): DefinedProtocol<ProjectRequest> {
  return defineProtocol<ProjectRequest>({
    name: 'elevenlabs-projects',
    words: PROJECT_WORDS,
    headers: elevenLabsHeaders,
    problem: problemIn,
    create: createProject,
    get: async (http, it) => ({
      ...projectSighting(await lookAtProject(http, it), http.clock.now(), it.latest),
      id: it.id,
    }),
    list: listProjects,
    delete: async (http, id) =>
      void (await http.send({ method: 'DELETE', path: projectPath(id) }, (answer) => answer.text())),
  })
}
