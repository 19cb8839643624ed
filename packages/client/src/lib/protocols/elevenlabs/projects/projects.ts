import { type DefinedProtocol, defineProtocol } from '../../define.ts'
import { loadEditing } from '../../vendor-editing.ts'
import { elevenLabsHeaders, readProblem } from '../api.ts'
import { createProject, type ProjectRequest } from './create.ts'
import { listProjects } from './list.ts'
import { getStatus, projectPath } from './get-status.ts'
import { toSnapshot } from './snapshot.ts'
import { PROJECT_WORDS } from '../words.ts'

/**
 * The protocol of ElevenLabs dubbing projects, `/v1/dubbing/project`, from its SDK
 * `@elevenlabs/elevenlabs-js` 2.73.0. It makes audio and subtitles, but no video. The client's base
 * URL is `https://api.elevenlabs.io`. The vendor cannot cancel, and charges for a project that is
 * deleted while it runs.
 */
export function elevenLabsProjects(): DefinedProtocol<ProjectRequest> {
  return defineProtocol<ProjectRequest>({
    name: 'elevenlabs-projects',
    words: PROJECT_WORDS,
    headers: elevenLabsHeaders,
    problem: readProblem,
    create: createProject,
    get: async (http, ref) => {
      const project = await getStatus(http, ref)
      return { ...toSnapshot(project, http.clock.now(), ref.latest), id: ref.id }
    },
    list: listProjects,
    editing: loadEditing(['cues', 'editCues', 'apply', 'addTargets'], () => import('./editing.ts')),
    delete: async (http, id) =>
      void (await http.send({ method: 'DELETE', path: projectPath(id) }, (response) => response.text())),
  })
}
