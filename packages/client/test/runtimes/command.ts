// For runtimes with a command line. Prints the results as JSON.
import { VideoTranslationClient } from 'video-translation-client'
import { useClient } from './program.ts'

const [, , server = ''] = process.argv
await using client = new VideoTranslationClient(server)
console.log(JSON.stringify(await useClient(client)))
