// Virtual time does not wait for imports, so what the client loads later is loaded before.
import '../../../packages/client/test/support/load-parts.ts'
import '../../../packages/client/src/lib/protocols/azure/editing.ts'
import '../../../packages/client/src/lib/protocols/elevenlabs/projects/editing.ts'
import '../../../packages/client/src/lib/protocols/heygen/editing.ts'
import 'media-captions'
