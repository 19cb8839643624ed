// The client imports these files when it first needs them, and a virtual clock does not wait for
// imports.
import '../../src/lib/create.ts'
import '../../src/lib/get-many.ts'
import '../../src/lib/native/create.ts'
import '../../src/lib/resume.ts'
import '../../src/lib/later-verbs.ts'
import '../../src/lib/upload/create-with-upload.ts'
import '../../src/lib/waiting/channels/stream.ts'
import '../../src/lib/waiting/model.ts'
import '../../src/lib/waiting/read-updates.ts'
import '../../src/lib/waiting/span.ts'
